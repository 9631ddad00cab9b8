import { describe, expect, test } from 'vitest';
import type { Values } from '../../charts/contract.ts';
import { valueAt } from '../chart-values.ts';
import { composeSystem } from '../test-lab.ts';

const compose = (longhorn: object, more: object = {}) => composeSystem('longhorn', { storage: { longhorn }, ...more });
const valuesOf = (longhorn: object, more: object = {}) =>
  valueAt(compose(longhorn, more).controller.map(({ object }) => object as Values)[1] ?? {}, 'spec.values');
const configOf = (longhorn: object) => compose(longhorn).config.map(({ object }) => object);

const label = { 'node.longhorn.io/create-default-disk': 'true' };
const nodes = [
  { name: 'a', address: '192.168.88.11', role: 'control-plane' },
  { name: 'b', address: '192.168.88.12', labels: label },
  { name: 'c', address: '192.168.88.13', labels: label },
  { name: 'd', address: '192.168.88.14', taints: [{ key: 'gpu', value: 'yes', effect: 'NoSchedule' }] },
];

describe('the release of Longhorn', () => {
  test('keeps as many copies as there are nodes, and lets volumes follow when a node is down', () => {
    expect(valuesOf({})).toEqual({
      persistence: { defaultClassReplicaCount: 1 },
      defaultSettings: {
        defaultReplicaCount: '1',
        nodeDownPodDeletionPolicy: 'delete-both-statefulset-and-deployment-pod',
      },
    });
  });

  test.each([
    ['every node that it runs on', {}, '3'],
    ['those that it runs on by what it tolerates', { tainted: true }, '3'],
    ['labelled ones alone', { nodes: 'labelled' }, '2'],
    ['what is written', { nodes: 'labelled', replicas: 5 }, '5'],
  ])('counts its copies by %s', (_, longhorn, defaultReplicaCount) => {
    expect(valuesOf(longhorn, { nodes })).toMatchObject({ defaultSettings: { defaultReplicaCount } });
  });

  test('asks for labels, runs on tainted nodes, and keeps its data where the lab says', () => {
    const longhorn = { nodes: 'labelled', tainted: true, dataPath: '/var/mnt/longhorn', default: false };
    expect(valuesOf(longhorn, { nodes })).toMatchObject({
      global: { tolerations: [{ key: 'gpu', operator: 'Equal', value: 'yes', effect: 'NoSchedule' }] },
      persistence: { defaultClass: false },
      defaultSettings: {
        createDefaultDiskLabeledNodes: true,
        defaultDataPath: '/var/mnt/longhorn',
        taintToleration: 'gpu=yes:NoSchedule',
      },
    });
  });

  test('tolerates taints by itself where every node has one', () => {
    const tainted = [{ ...nodes[3]!, name: 'd', role: 'control-plane' }];
    expect(valuesOf({}, { nodes: tainted })).toMatchObject({ global: { tolerations: [{ key: 'gpu' }] } });
  });

  test('takes values of a person over its own', () => {
    expect(valuesOf({ values: { defaultSettings: { autoSalvage: false } } })).toMatchObject({
      defaultSettings: { autoSalvage: false, defaultReplicaCount: '1' },
    });
  });
});

describe('what is kept with it', () => {
  test.each(['nfs://nas.lan/mnt/tank', 'nfs://nas.lan:/mnt/tank'])(
    'backs up to %s with the colon it needs',
    (backups) => {
      expect(valuesOf({ backups })).toMatchObject({ defaultBackupStore: { backupTarget: 'nfs://nas.lan:/mnt/tank' } });
      expect(configOf({ backups })).toMatchObject([{ kind: 'RecurringJob', spec: { cron: '0 3 * * *', retain: 14 } }]);
    },
  );

  test('backups and jobs at times of their own, in the order of their names', () => {
    const backups = { target: 'nfs://nas.lan:/b', cron: '30 4 * * *', keep: 3 };
    const jobs = {
      trim: { task: 'filesystem-trim', cron: '@weekly' },
      hourly: { task: 'snapshot', cron: '0 * * * *', keep: 24, groups: ['db'] },
    };
    expect(configOf({ backups, jobs })).toMatchObject([
      { metadata: { name: 'nightly' }, spec: { task: 'backup', cron: '30 4 * * *', retain: 3, groups: ['default'] } },
      { metadata: { name: 'hourly' }, spec: { task: 'snapshot', retain: 24, groups: ['db'] } },
      { metadata: { name: 'trim' }, spec: { task: 'filesystem-trim', cron: '@weekly', retain: 7 } },
    ]);
  });

  test('classes of a person, each with what differs', () => {
    const classes = { once: { replicas: 1 }, local: { locality: 'strict-local', keep: true } };
    expect(configOf({ classes, replicas: 2 })).toMatchObject([
      { metadata: { name: 'local' }, reclaimPolicy: 'Retain', parameters: { numberOfReplicas: '1' } },
      { metadata: { name: 'once' }, reclaimPolicy: 'Delete', parameters: { numberOfReplicas: '1' } },
    ]);
  });
});

describe('the guide', () => {
  test.each([
    ['k3s', {}, 'open-iscsi'],
    ['talos', { dataPath: '/var/mnt/longhorn' }, 'kubelets share `/var/mnt/longhorn` with pods'],
  ])('says what nodes of %s need', (distribution, longhorn, needed) => {
    const { guide } = compose(longhorn, { distribution });
    expect(guide).toContain(needed);
    expect(guide).toContain('Nothing is backed up');
  });

  test('says where backups go', () => {
    expect(compose({ backups: 'nfs://nas.lan:/b' }).guide).toContain('Backups go to `nfs://nas.lan:/b`');
  });
});
