import type { ObjectsRule } from '../../../check/rule.ts';
import { matchesLabels } from '../../../kube/selector.ts';
import type { Service } from '../../../kube/types.ts';
import { printJson } from '../../../kube/wide-json.ts';
import { exampleDeployment, exampleService } from '../rule-fixtures.ts';
import { isOpaque, namespaceOf, workloadsOf } from '../rule-workloads.ts';

export const selectorMatchesNothing: ObjectsRule = {
  id: 'selector-matches-nothing',
  needs: 'objects',
  severity: 'warning',
  summary: 'The selector of a Service matches no pod of its namespace: it has no endpoints and refuses connections.',
  why: 'a Service without endpoints rejects traffic (kubernetes pkg/proxy/iptables/proxier.go, "has no endpoints")',
  check: (input) => {
    const workloads = workloadsOf(input);
    return input.ofKind('Service', '').flatMap((on) => {
      const { selector, type } = (on.object as Service).spec ?? {};
      const namespace = namespaceOf(on.object);
      if (!selector || Object.keys(selector).length === 0 || type === 'ExternalName') return [];
      if (isOpaque(input, namespace)) return [];
      const near = workloads.filter((workload) => workload.namespace === namespace);
      if (near.some(({ labels }) => matchesLabels(selector, labels))) return [];
      const wanted = Object.entries(selector).map(([key, value]) => `${key}=${value}`);
      const message = `selects pods with ${wanted.join(',')}, and nothing in namespace ${namespace} makes such pods`;
      const known = near.map(
        ({ on: { object }, labels }) => `${object.kind} ${object.metadata.name} has ${printJson(labels)}`,
      );
      return [
        { on, path: ['spec', 'selector'], message, hint: known[0] ?? `add a workload to namespace ${namespace}` },
      ];
    });
  },
  examples: {
    passing: [exampleDeployment(), exampleService()],
    failing: [exampleDeployment(), exampleService({ selector: { app: 'helo' } })],
  },
};
