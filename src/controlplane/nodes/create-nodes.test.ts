import { describe, expect, it } from 'vitest';
import { nextAddress } from '../kubelet/pod-address.ts';
import { createNodes, type NodeOptions } from './create-nodes.ts';

const now = Date.UTC(2026, 0, 1);
const create = (options: Partial<NodeOptions> = {}) =>
  createNodes(
    [
      {
        name: 'cp-1',
        address: ['192.168.88.11', 'fd00::11'],
        role: 'control-plane',
        taints: [{ key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' }],
      },
      { name: 'node-1', address: '192.168.88.21', role: 'worker', labels: { disk: 'ssd' } },
    ],
    { kubeletVersion: 'v1.36.3', now, ...options },
  );

describe('nodes', () => {
  it('register as kubelets do, in the order they are given', () => {
    const [controlPlane, worker] = create();
    expect(controlPlane).toMatchObject({
      metadata: { labels: { 'kubernetes.io/hostname': 'cp-1', 'node-role.kubernetes.io/control-plane': '' } },
      spec: { podCIDRs: ['10.42.0.0/24'], taints: [{ key: 'node-role.kubernetes.io/control-plane' }] },
      status: { nodeInfo: { kubeletVersion: 'v1.36.3', osImage: 'Linux' } },
    });
    expect(worker?.metadata.labels).toMatchObject({ disk: 'ssd' });
    expect(worker?.spec).not.toHaveProperty('providerID');
  });

  it('have a pod network a family', () => {
    expect(create({ podCidrs: ['10.42.0.0/16', 'fd42::/56'] }).map(({ spec }) => spec?.podCIDRs)).toEqual([
      ['10.42.0.0/24', 'fd42::/64'],
      ['10.42.1.0/24', 'fd42:0:0:1::/64'],
    ]);
  });
});

describe('the next address of a pod network', () => {
  const taken =
    (...addresses: string[]) =>
    (address: string) =>
      addresses.includes(address);
  it.each([
    ['is the third at first', undefined, [], '10.42.0.2'],
    ['follows the last one handed out', '10.42.0.7', [], '10.42.0.8'],
    ['leaves out what is taken', '10.42.0.7', ['10.42.0.8'], '10.42.0.9'],
    ['starts over at the end', '10.42.0.254', ['10.42.0.2'], '10.42.0.3'],
  ])('%s', (_what, last, used, next) => {
    expect(nextAddress('10.42.0.0/24', taken(...used), last)).toBe(next);
  });

  it('is none when all are taken', () => {
    expect(nextAddress('10.42.0.0/30', () => true, undefined)).toBeUndefined();
  });
});
