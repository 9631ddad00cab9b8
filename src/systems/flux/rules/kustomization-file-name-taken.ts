import type { ObjectsRule } from '../../../check/rule.ts';
import { exampleKustomization } from '../rule-fixtures.ts';
import { kustomizationsIn } from '../rule-objects.ts';

const names = /(^|\/)(kustomization\.ya?ml|Kustomization)$/;

export const kustomizationFileNameTaken: ObjectsRule = {
  id: 'kustomization-file-name-taken',
  needs: 'objects',
  severity: 'error',
  summary: 'A Flux Kustomization in a file that kustomize takes for its own.',
  why: 'apiVersion for Kustomization should be kustomize.config.k8s.io/v1beta1 (kustomize api/types/kustomization.go EnforceFields)',
  check: (input) =>
    kustomizationsIn(input)
      .filter((each) =>
        names.test(each.origin?.file ?? `${each.object.metadata.annotations?.['config.kubernetes.io/path'] ?? ''}`),
      )
      .map((on) => ({
        on,
        path: ['apiVersion'],
        message: 'kustomize reads a file of this name as its own configuration and refuses it',
        hint: 'rename the file, e.g. to apps.yaml',
      })),
  examples: {
    passing: [exampleKustomization('apps')],
    failing: [
      {
        ...exampleKustomization('apps'),
        metadata: {
          name: 'apps',
          namespace: 'flux-system',
          annotations: { 'config.kubernetes.io/path': 'cluster/kustomization.yaml' },
        },
      },
    ],
  },
};
