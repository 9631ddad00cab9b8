import { describe, expect, test } from 'vitest';
import type { Node, Pod } from '../../kube/types.ts';
import { possibleSources } from './masquerade.ts';

const node = {
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name: 'one' },
  spec: { podCIDRs: ['10.42.3.0/24', 'fd42:0:0:3::/64'] },
  status: {
    addresses: [
      { type: 'InternalIP', address: '192.168.88.11' },
      { type: 'InternalIP', address: 'fd00:88::11' },
    ],
  },
} as Node;

const client = '192.168.88.50';

const pod = (nodeName: string, hostNetwork = false): Pod =>
  ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p' },
    spec: { containers: [], nodeName, hostNetwork },
  }) as Pod;

describe('the address a pod sees of a masqueraded client', () => {
  test.each([
    ['on the receiving node that of its bridge', pod('one'), client, ['10.42.3.1']],
    ['elsewhere that of the tunnel or of the node', pod('two'), client, ['10.42.3.0', '192.168.88.11']],
    ['in the network of another node that of the receiving one', pod('two', true), client, ['192.168.88.11']],
    ['in the network of the receiving node the client’s own', pod('one', true), client, [client]],
    ['of the other family, alike', pod('two'), 'fd00:88::50', ['fd42:0:0:3::', 'fd00:88::11']],
  ] as const)('is %s', (_, given, from, addresses) => {
    expect(possibleSources(given, node, from).map(({ address }) => address)).toEqual(addresses);
  });
});
