import { describe, expect, it } from 'vitest';
import { createNodes } from '../controlplane/nodes/create-nodes.ts';
import { conditionOf } from '../kube/object.ts';
import { systems } from './index.ts';

const now = Date.UTC(2026, 0, 1);
const kindOf = (id: string) => systems.find((system) => system.id === id)!.distribution!;
const create = (distribution: 'k3s' | 'talos' = 'k3s') =>
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
    {
      look: kindOf(distribution).look,
      kubeletVersion: kindOf(distribution).printVersion?.('1.36.3') ?? 'v1.36.3',
      now,
    },
  );

describe('the nodes of a distribution', () => {
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
    const [controlPlane] = create('talos');
    expect(controlPlane?.metadata.labels).toMatchObject({
      'node-role.kubernetes.io/control-plane': '',
      'node.kubernetes.io/exclude-from-external-load-balancers': '',
    });
    expect(controlPlane?.status?.nodeInfo?.kubeletVersion).toBe('v1.36.3');
  });
});
