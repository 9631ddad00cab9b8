import { describe, expect, it } from 'vitest';
import { conditionOf } from '../../kube/object.ts';
import { createNodes, type NodeOptions } from './node.ts';
import { nextAddress } from './semantics-pod-address.ts';

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
    { distribution: 'k3s', kubernetesVersion: '1.36.3', now, ...options },
  );

describe('the nodes of a lab', () => {
  it('register as those of k3s do', () => {
    const [controlPlane, worker] = create();
    expect(controlPlane).toMatchObject({
      metadata: {
        labels: {
          'kubernetes.io/hostname': 'cp-1',
          'kubernetes.io/os': 'linux',
          'node-role.kubernetes.io/control-plane': 'true',
          'node.kubernetes.io/instance-type': 'k3s',
        },
      },
      spec: {
        podCIDR: '10.42.0.0/24',
        podCIDRs: ['10.42.0.0/24'],
        providerID: 'k3s://cp-1',
        taints: [{ key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' }],
      },
      status: {
        addresses: [
          { type: 'InternalIP', address: '192.168.88.11' },
          { type: 'InternalIP', address: 'fd00::11' },
          { type: 'Hostname', address: 'cp-1' },
        ],
        nodeInfo: { kubeletVersion: 'v1.36.3+k3s1' },
      },
    });
    expect(worker?.metadata.labels).not.toHaveProperty('node-role.kubernetes.io/control-plane');
    expect(worker?.metadata.labels?.disk).toBe('ssd');
    expect(worker?.spec?.podCIDR).toBe('10.42.1.0/24');
    expect(conditionOf(worker!, 'Ready')).toMatchObject({
      status: 'True',
      reason: 'KubeletReady',
      message: 'kubelet is posting ready status',
    });
  });

  it('register as those of Talos do, whose control planes announce no addresses', () => {
    const [controlPlane] = create({ distribution: 'talos' });
    expect(controlPlane?.metadata.labels).toMatchObject({
      'node-role.kubernetes.io/control-plane': '',
      'node.kubernetes.io/exclude-from-external-load-balancers': '',
    });
    expect(controlPlane?.status?.nodeInfo?.kubeletVersion).toBe('v1.36.3');
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
