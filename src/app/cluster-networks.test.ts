import { describe, expect, it } from 'vitest';
import type { NodeInput } from '../controlplane/nodes/create-nodes.ts';
import { createNodes } from '../controlplane/nodes/create-nodes.ts';
import { clusterNetworks, podNetworkAssumptions } from './cluster-networks.ts';

const nodes = (count: number, address: readonly string[] = ['10.0.0.1']): readonly NodeInput[] =>
  Array.from({ length: count }, (_, i) => ({ name: `n${i}`, address: [...address], role: 'worker' }));

describe('the pod network', () => {
  it.each([
    [3, ['10.42.0.0/16', 'fd42::/56']],
    [256, ['10.42.0.0/16', 'fd42::/56']],
    [257, ['100.64.0.0/15', 'fd42::/55']],
    [500, ['100.64.0.0/15', 'fd42::/55']],
    [5000, ['100.64.0.0/11', 'fd42::/51']],
  ])('of %i nodes has room for each of them', (count, pods) => {
    const inputs = nodes(count, ['10.0.0.1', 'fd00::1']);
    const networks = clusterNetworks(undefined, inputs).map((each) => each.pods);
    expect(networks).toEqual(pods);
    const made = createNodes(inputs, {
      kubeletVersion: 'v1.36.3+k3s1',
      now: 0,
      podCidrs: networks,
    });
    const given = made.map(({ spec }) => spec?.podCIDRs?.length);
    expect(given).toEqual(inputs.map(() => 2));
  });

  it('that is not the usual one is said', () => {
    expect(podNetworkAssumptions(256)).toEqual([]);
    expect(podNetworkAssumptions(500)).toMatchObject([{ id: 'pod-network', value: '100.64.0.0/15' }]);
  });
});
