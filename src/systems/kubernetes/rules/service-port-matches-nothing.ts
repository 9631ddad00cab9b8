import type { ObjectsRule } from '../../../check/rule.ts';
import { findTargetPort } from '../../../controlplane/networking/endpoint-slice.ts';
import { matchesLabels } from '../../../kube/selector.ts';
import { kinds, type Pod, type Service } from '../../../kube/types.ts';
import { exampleDeployment, exampleService } from '../rule-fixtures.ts';
import { namespaceOf, workloadsIn } from '../rule-workloads.ts';

export const servicePortMatchesNothing: ObjectsRule = {
  id: 'service-port-matches-nothing',
  needs: 'objects',
  severity: 'error',
  summary: 'The named targetPort of a Service is the name of no container port of the pods it selects.',
  why: 'a port whose name no container has is left out of the endpoints (k8s.io/endpointslice utils.go FindPort)',
  check: (input) => {
    return input.ofKind('Service', '').flatMap((on) => {
      const { selector, ports = [] } = (on.object as Service).spec ?? {};
      const near = workloadsIn(input, namespaceOf(on.object));
      const selected = near.filter(({ labels }) => matchesLabels(selector, labels));
      if (selected.length === 0) return [];
      return ports.flatMap((port, index) => {
        const pods = selected.map(({ spec }): Pod => ({ ...kinds.Pod, metadata: { name: '' }, spec }));
        if (pods.some((pod) => findTargetPort(pod, port) !== undefined)) return [];
        const named = selected.flatMap(({ spec }) => spec.containers.flatMap((container) => container.ports ?? []));
        const names = named.map(({ name, containerPort }) =>
          name ? `${name} (${containerPort})` : String(containerPort),
        );
        const message = `port ${port.port} leads to target port "${port.targetPort}", which no container of ${selected[0]!.on.object.kind} ${selected[0]!.on.object.metadata.name} names`;
        const hint =
          names.length > 0 ? `its ports are ${names.join(', ')}` : 'its containers name no ports: use a number';
        const path = ['spec', 'ports', index, 'targetPort'];
        const candidates = new Set(named.map(({ name, containerPort }) => name ?? containerPort));
        const [only] = candidates;
        const fix = candidates.size === 1 && only !== undefined ? [{ path, set: only }] : undefined;
        return [{ on, path, message, hint, ...(fix && { fix }) }];
      });
    });
  },
  examples: {
    passing: [exampleDeployment(), exampleService()],
    failing: [exampleDeployment(), exampleService({ ports: [{ port: 80, targetPort: 'web' }] })],
  },
};
