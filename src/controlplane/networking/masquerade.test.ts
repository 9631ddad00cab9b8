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

const pod = (nodeName: string, hostNetwork = false): Pod =>
  ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p' },
    spec: { containers: [], nodeName, hostNetwork },
  }) as Pod;

describe('the address a pod sees of a masqueraded client', () => {
  test.each([
    ['on the receiving node that of its bridge', pod('one'), 4, ['10.42.3.1']],
    ['elsewhere that of the tunnel or of the node', pod('two'), 4, ['10.42.3.0', '192.168.88.11']],
    ['in the network of its own node that of the node', pod('two', true), 4, ['192.168.88.11']],
    ['of the other family, alike', pod('two'), 6, ['fd42:0:0:3::', 'fd00:88::11']],
  ] as const)('is %s', (_, given, family, addresses) => {
    expect(possibleSources(given, node, family).map(({ address }) => address)).toEqual(addresses);
  });
});
