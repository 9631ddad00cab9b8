import { describe, expect, test } from 'vitest';
import type { LabNode } from '../../lab/lab-core.ts';
import { nodeSteps } from './node-steps.ts';
import type { RunningNodes } from './upgrade-steps.ts';

const node = (name: string, more: Partial<LabNode> = {}): LabNode => ({
  ...{ name, address: `10.0.0.${name.length}`, role: 'worker', taints: [], labels: {} },
  ...more,
});
const cluster = (nodes: readonly LabNode[], version = 'v1.35.2'): RunningNodes => ({
  nodes,
  releases: [{ name: 'k3s', version, isKubelet: true, onNode: ({ name: at }) => [`install on ${at}`] }],
});
const told = (from: RunningNodes, to: RunningNodes) => {
  const { join, leave } = nodeSteps(from, to);
  return [...join, ...leave].map(({ id, unknown }) => (unknown === undefined ? id : `${id}: ${unknown}`));
};
const server = node('cp', { role: 'control-plane' });

describe('machines', () => {
  test('go to another version one at a time, control planes first, and empty', () => {
    const nodes = [node('w'), server];
    expect(told(cluster(nodes), cluster(nodes, 'v1.36.3'))).toEqual(['upgrade-k3s-cp', 'upgrade-k3s-w']);
    const [first] = nodeSteps(cluster(nodes), cluster(nodes, 'v1.36.3')).join;
    expect(first).toMatchObject({
      todo: [
        'kubectl drain cp --ignore-daemonsets --delete-emptydir-data',
        'install on cp',
        'kubectl wait --for=condition=Ready node/cp --timeout=10m',
        'kubectl uncordon cp',
      ],
      action: { type: 'renew', node: 'cp', kubelet: 'v1.36.3' },
    });
  });

  test.each([
    [
      'v1.34.1',
      'v1.36.3',
      'what becomes of a cluster that skips minor versions from v1.34.1 to v1.36.3: upstream goes one at a time',
    ],
    [
      'v1.36.3',
      'v1.35.2',
      'what becomes of a cluster that goes back from v1.36.3 to v1.35.2: upstream does not support it',
    ],
    ['v1.36.3', 'latest', 'which of v1.36.3 and latest is the newer one'],
  ])('from %s to %s go nobody knows where', (old, now, doubt) => {
    expect(told(cluster([server], old), cluster([server], now))).toEqual([`upgrade-k3s-cp: ${doubt}`]);
  });

  test('get labels and lose taints first, and lose labels and get taints last', () => {
    const taint = (key: string) => ({ key, effect: 'NoSchedule' }) as LabNode['taints'][number];
    const from = cluster([node('w', { labels: { old: 'x', same: 'y' }, taints: [taint('gone')] })]);
    const to = cluster([node('w', { labels: { new: 'z', same: 'y' }, taints: [taint('come')] })]);
    const { join, leave } = nodeSteps(from, to);
    expect(join.map(({ todo }) => todo)).toEqual([
      ['kubectl label node w --overwrite new=z', 'kubectl taint node w --overwrite gone:NoSchedule-'],
    ]);
    expect(leave.map(({ todo }) => todo)).toEqual([
      ['kubectl label node w --overwrite old-', 'kubectl taint node w --overwrite come:NoSchedule'],
    ]);
  });

  test('that come, go, or are somewhere else have a step each, and what is not played is not known', () => {
    const moved = node('w', { address: '10.0.0.9' });
    expect(told(cluster([server, node('w'), node('old')]), cluster([server, moved, node('new')]))).toEqual([
      'move-w: what becomes of w at another address or in another role: it is not played',
      'join-new',
      'leave-old',
    ]);
    expect(told(cluster([server]), cluster([server]))).toEqual([]);
  });
});
