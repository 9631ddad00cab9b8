import { expect, test } from 'vitest';
import type { Lab } from '../../lab.ts';
import { taintsOf } from './node-taints.ts';

const taint = { key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' } as const;
const node = (role: 'control-plane' | 'worker', taints: Lab['nodes'][number]['taints'] = []) => ({
  name: 'n1',
  address: '10.0.0.2',
  role,
  taints,
  labels: {},
});

test.each([
  ['a control plane of Talos', { distribution: { kind: 'talos', api: {} } }, node('control-plane'), [taint]],
  [
    'one that lets apps run',
    { distribution: { kind: 'talos', api: {} }, allowSchedulingOnControlPlanes: true },
    node('control-plane'),
    [],
  ],
  [
    'one that is told not to',
    { distribution: { kind: 'talos', api: {} }, allowSchedulingOnControlPlanes: false },
    node('control-plane'),
    [taint],
  ],
  ['one whose taint is written', { distribution: { kind: 'talos', api: {} } }, node('control-plane', [taint]), [taint]],
  ['a worker of Talos', { distribution: { kind: 'talos', api: {} } }, node('worker'), []],
  ['a server of k3s', { distribution: { kind: 'k3s', api: {} } }, node('control-plane'), []],
  ['a node of an existing cluster', { distribution: { kind: 'existing', api: {} } }, node('control-plane'), []],
] as const)('%s comes up with its taints', (_, lab, input, expected) => {
  expect(taintsOf(lab, input)).toEqual(expected);
});
