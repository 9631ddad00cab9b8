import type { ObjectsRule } from '../../../check/rule.ts';
import { type LabelSelector, matchesSelector } from '../../../kube/selector.ts';
import type { PodTemplateSpec } from '../../../kube/types.ts';
import { printJson } from '../../../kube/wide-json.ts';
import { exampleDeployment } from '../rule-fixtures.ts';

interface Selecting {
  readonly selector?: LabelSelector;
  readonly template?: PodTemplateSpec;
}

export const deploymentSelectorMismatch: ObjectsRule = {
  id: 'deployment-selector-mismatch',
  needs: 'objects',
  severity: 'error',
  summary: 'The selector of a workload does not match the labels of its own pods: the API refuses it.',
  why: '`selector` does not match template `labels` (kubernetes pkg/apis/apps/validation/validation.go)',
  check: ({ ofKind }) =>
    ['Deployment', 'ReplicaSet', 'DaemonSet', 'StatefulSet'].flatMap((kind) =>
      ofKind(kind, 'apps').flatMap((on) => {
        const { selector, template } = (on.object.spec ?? {}) as Selecting;
        const labels = template?.metadata?.labels ?? {};
        if (!selector || !template || matchesSelector(selector, labels)) return [];
        const message = `its selector ${printJson(selector)} does not match the labels ${printJson(labels)} of its pods`;
        return [
          {
            on,
            path: ['spec', 'selector'],
            message,
            hint: 'make the labels of spec.template hold the selector; a selector cannot be changed later',
          },
        ];
      }),
    ),
  examples: { passing: [exampleDeployment()], failing: [exampleDeployment({ app: 'world' })] },
};
