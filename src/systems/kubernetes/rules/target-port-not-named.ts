import type { ObjectsRule } from '../../../check/rule.ts';
import { matchesLabels } from '../../../kube/selector.ts';
import type { PodSpec, Service } from '../../../kube/types.ts';
import { exampleDeployment, exampleService } from '../rule-fixtures.ts';
import { namespaceOf, workloadsIn } from '../rule-workloads.ts';

/** Ports that controllers listen on by themselves, and that hardly anybody names: webhooks and metrics (controller-runtime pkg/webhook/server.go). */
const ofControllers: ReadonlySet<number> = new Set([9443, 8443, 10250, 10257, 10259]);

export const targetPortNotNamed: ObjectsRule = {
  id: 'target-port-not-named',
  needs: 'objects',
  severity: 'warning',
  summary: 'A Service leads to a port that none of the containers behind it names, though each names some.',
  why: 'connections go to the number all the same (k8s.io/endpointslice utils.go FindPort), and are refused where nothing listens: containers name the ports they listen on',
  check: (input) => {
    return input.ofKind('Service', '').flatMap((on) => {
      const { selector, ports = [] } = (on.object as Service).spec ?? {};
      const near = workloadsIn(input, namespaceOf(on.object));
      const selected = near.filter(({ labels }) => matchesLabels(selector, labels));
      if (!selector || selected.length === 0) return [];
      return ports.flatMap(({ port, targetPort = port, protocol = 'TCP' }, index) => {
        if (
          typeof targetPort !== 'number' ||
          ofControllers.has(targetPort) ||
          !selected.every(({ spec }) => isNamedElsewhere(spec, protocol, targetPort))
        )
          return [];
        const numbers = [...new Set(selected.flatMap(({ spec }) => portsOf(spec, protocol)))];
        const named = numbers.join(', ');
        const { kind, metadata } = selected[0]!.on.object;
        const message = `port ${port} leads to ${targetPort}, and the containers of ${kind} ${metadata.name} name ${named}`;
        const hint = `set targetPort: ${named.split(', ')[0]}, or name the port in the container that listens on it`;
        const path = ['spec', 'ports', index];
        const fix = numbers.length === 1 ? [{ path: [...path, 'targetPort'], set: numbers[0]! }] : undefined;
        return [{ on, path, message, hint, ...(fix && { fix }) }];
      });
    });
  },
  examples: {
    passing: [
      exampleDeployment(),
      exampleService({ ports: [{ port: 80, targetPort: 8080 }] }),
      exampleService({ ports: [{ port: 53, targetPort: 53, protocol: 'UDP' }] }),
      exampleService({ ports: [{ port: 443, targetPort: 9443 }] }),
    ],
    failing: [exampleDeployment(), exampleService({ ports: [{ port: 80, targetPort: 80 }] })],
  },
};

const portsOf = ({ containers }: PodSpec, protocol: string): readonly number[] =>
  containers
    .flatMap(({ ports = [] }) => ports)
    .filter((each) => (each.protocol ?? 'TCP') === protocol)
    .map(({ containerPort }) => containerPort);

/** Whether every container names ports of the protocol, and none of them is this: one that names none may listen anywhere. */
const isNamedElsewhere = (spec: PodSpec, protocol: string, port: number): boolean =>
  spec.containers.every((container) => portsOf({ ...spec, containers: [container] }, protocol).length > 0) &&
  !portsOf(spec, protocol).includes(port);
