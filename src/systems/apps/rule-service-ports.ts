import type { Problem, RuleInput } from '../../check/rule.ts';
import { matchesLabels } from '../../kube/selector.ts';
import type { Service } from '../../kube/types.ts';
import { namespaceOf, type Workload, workloadsOf } from '../kubernetes/rule-workloads.ts';
import { mayListenAnywhere } from './images/configuration.ts';
import { type KnownSpec, knownSpecs } from './images/image-objects.ts';
import { containersOf, runnerOf } from './rule-containers.ts';

/**
 * Target ports of Services that lead to pods of one container, which neither names the port nor exposes it, and which nothing tells to
 * listen there. Of pods of several containers nothing is said: any of them may listen.
 */
export function servicePortProblems(input: RuleInput): readonly Problem[] {
  const known = knownSpecs(input);
  if (known.size === 0) return [];
  const workloads = workloadsOf(input);
  return input.ofKind('Service', '').flatMap((on) => {
    const { selector, ports = [] } = (on.object as Service).spec ?? {};
    const selected = workloads.filter(
      ({ namespace, labels }) => namespace === namespaceOf(on.object) && matchesLabels(selector, labels),
    );
    if (!selector || selected.length === 0) return [];
    return ports.flatMap(({ port, targetPort = port, protocol = 'TCP' }, index) => {
      if (typeof targetPort !== 'number' || protocol !== 'TCP') return [];
      const deaf = selected.map((workload) => deafImage(workload, targetPort, known));
      const [first] = deaf;
      if (!first || deaf.includes(undefined)) return [];
      return [
        {
          on,
          path: ['spec', 'ports', index],
          message: `port ${port} leads to ${targetPort}; ${first.image} exposes ${first.spec.ports.join(', ')}, and nothing makes it listen on ${targetPort} (${first.spec.source})`,
          hint: `set targetPort: ${first.spec.ports[0]}, or tell the program to listen on ${targetPort}`,
        },
      ];
    });
  });
}

interface DeafImage {
  readonly image: string;
  readonly spec: KnownSpec;
}

/** The image of a pod's only container, when it does not listen on a port; undefined when it does, or may. */
function deafImage({ spec, on }: Workload, port: number, known: ReadonlyMap<string, KnownSpec>): DeafImage | undefined {
  const [only, ...more] = containersOf(spec);
  if (!only || more.length > 0) return undefined;
  const container = runnerOf(only, spec, on.object);
  const found = known.get(container.image);
  if (!found || found.ports.length === 0 || mayListenAnywhere(container)) return undefined;
  return container.ports.includes(port) || found.ports.includes(port)
    ? undefined
    : { image: container.image, spec: found };
}
