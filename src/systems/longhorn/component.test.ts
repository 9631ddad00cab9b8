import { describe, expect, test } from 'vitest';
import type { Values } from '../../charts/contract.ts';
import { valueAt } from '../chart-values.ts';
import { composeSystem } from '../test-lab.ts';
import { component } from './component.ts';

const compose = (longhorn: object) => composeSystem('longhorn', { storage: { longhorn } });
const valuesOf = (longhorn: object) =>
  valueAt(compose(longhorn).controller.map(({ object }) => object as Values)[1] ?? {}, 'spec.values');

describe('Longhorn', () => {
  test('keeps as many copies as there are nodes, and lets volumes follow when a node is down', () => {
    expect(valuesOf({})).toEqual({
      persistence: { defaultClassReplicaCount: 1 },
      defaultSettings: {
        defaultReplicaCount: '1',
        nodeDownPodDeletionPolicy: 'delete-both-statefulset-and-deployment-pod',
      },
    });
  });

  test.each(['nfs://nas.lan/mnt/tank', 'nfs://nas.lan:/mnt/tank'])(
    'backs up to %s with the colon it needs',
    (backups) => {
      expect(valuesOf({ backups })).toMatchObject({ defaultBackupStore: { backupTarget: 'nfs://nas.lan:/mnt/tank' } });
      expect(compose({ backups }).config.map(({ object }) => object.kind)).toEqual(['RecurringJob']);
    },
  );

  test('a claim of it is on one node at a time', () => {
    const storage = component.provides.storage?.({} as never, {} as never);
    expect(storage?.strategy).toBe('Recreate');
    expect(storage?.claim({ name: 'data', namespace: 'wiki', size: '5Gi' }).object).toMatchObject({
      spec: { storageClassName: 'longhorn', accessModes: ['ReadWriteOnce'] },
    });
  });
});
