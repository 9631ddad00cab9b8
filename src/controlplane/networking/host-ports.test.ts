import { describe, expect, test } from 'vitest';
import type { Node, Pod } from '../../kube/types.ts';
import { powerAnnotation } from '../nodes/node-power.ts';
import { arriveAtHost, hostPortsOf } from './host-ports.ts';

const node = (annotations: Readonly<Record<string, string>> = {}): Node =>
  ({
    ...{ apiVersion: 'v1', kind: 'Node', metadata: { name: 'one', annotations } },
    status: {
      addresses: [
        { type: 'InternalIP', address: '192.168.88.11' },
        { type: 'InternalIP', address: 'fd00:88::11' },
        { type: 'Hostname', address: 'one' },
      ],
    },
  }) as Node;

const pod = (
  port: Readonly<Record<string, unknown>>,
  spec: Readonly<Record<string, unknown>> = {},
  phase = 'Running',
) =>
  ({
    ...{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', namespace: 'edge' } },
    spec: { nodeName: 'one', containers: [{ name: 'p', ports: [port] }], ...spec },
    status: { phase },
  }) as unknown as Pod;

const at = { node: 'one', address: '192.168.88.11', port: 80, clientAddress: '203.0.113.7' };

describe('ports of nodes', () => {
  test.each([
    ['of a pod on their network', pod({ containerPort: 80, hostPort: 80 }, { hostNetwork: true }), [80, 80]],
    ['that lead to a pod', pod({ containerPort: 8000, hostPort: 80 }), [8000, 8000]],
    ['on one address alone', pod({ containerPort: 8000, hostPort: 80, hostIP: '192.168.88.11' }), [8000]],
    ['not those of pods alone', pod({ containerPort: 8000 }), []],
    ['those of UDP, too', pod({ containerPort: 53, hostPort: 53, protocol: 'UDP' }), [53, 53]],
    ['not those of SCTP', pod({ containerPort: 53, hostPort: 53, protocol: 'SCTP' }), []],
    ['not those of a pod that has ended', pod({ containerPort: 80, hostPort: 80 }, {}, 'Succeeded'), []],
    ['not those of a pod elsewhere', pod({ containerPort: 80, hostPort: 80 }, { nodeName: 'two' }), []],
  ])('are those %s', (_, given, ports) => {
    expect(hostPortsOf([node()], [given]).map(({ containerPort }) => containerPort)).toEqual(ports);
  });
});

describe('a connection to a port of a node', () => {
  const [listening] = hostPortsOf([node()], [pod({ containerPort: 8000, hostPort: 80 })]);

  test('comes to the pod that has it, which sees the client', () => {
    const { pods, clientAddress, outcome } = arriveAtHost(node(), listening, at);
    expect(pods.map(({ port }) => port)).toEqual([8000]);
    expect({ clientAddress, outcome }).toEqual({ clientAddress: '203.0.113.7', outcome: 'delivered' });
  });

  test.each([
    ['the node is gone with its address', node({ [powerAnnotation]: 'off' }), listening, 'unreachable'],
    ['no pod has it now', node(), undefined, 'refused'],
  ] as const)('ends where %s', (_, here, found, outcome) => {
    expect(arriveAtHost(here, found, at)).toMatchObject({ pods: [], outcome });
  });
});
