import type { ObjectsRule } from '../../../check/rule.ts';
import type { Container } from '../../../kube/types.ts';
import { exampleDeployment, withContainer } from '../rule-fixtures.ts';
import { probesOf } from '../rule-probes.ts';
import { workloadsOf } from '../rule-workloads.ts';

const isNamed = ({ ports = [] }: Container, port: string): boolean =>
  ports.some(({ name }) => name === port) || /^[+-]?\d+$/.test(port);

export const probePortMissing: ObjectsRule = {
  id: 'probe-port-missing',
  needs: 'objects',
  severity: 'error',
  summary: 'A probe asks a port by a name that its container gives to none of its ports.',
  why: 'the probe cannot be made and counts as failed: the container never becomes ready, or is started again and again (kubernetes pkg/probe/util.go ResolveContainerPort, pkg/kubelet/prober/prober.go probe)',
  check: (input) =>
    workloadsOf(input).flatMap(({ on, spec, path }) =>
      (['containers', 'initContainers'] as const).flatMap((list) =>
        (spec[list] ?? []).flatMap((container, index) =>
          probesOf(container).flatMap(({ name, way, port }) => {
            if (typeof port !== 'string' || isNamed(container, port)) return [];
            const names = (container.ports ?? []).flatMap((each) => each.name ?? []);
            const message = `the ${name} of container ${container.name} asks port "${port}", a name that none of its ports has`;
            const hint =
              names.length > 0 ? `its ports are ${names.join(', ')}` : 'its ports have no names: use a number';
            return [{ on, path: [...path, list, index, name, way, 'port'], message, hint }];
          }),
        ),
      ),
    ),
  examples: {
    passing: [
      exampleDeployment(),
      withContainer({ readinessProbe: { httpGet: { port: 'http' } }, livenessProbe: { tcpSocket: { port: 9090 } } }),
    ],
    failing: [withContainer({ startupProbe: { tcpSocket: { port: 'web' } } })],
  },
};
