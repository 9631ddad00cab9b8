import { describe, expect, it } from 'vitest';
import { rowOf } from '../../../../../test/table-row.ts';

const deleted = { deletionTimestamp: '1970-01-01T00:00:00Z' };
const beta = { annotations: { 'volume.beta.kubernetes.io/storage-class': 'old' } };

describe('the row of', () => {
  it.each([
    ['a config map', '/configmaps', { data: { a: '', b: '' }, binaryData: { c: '' } }, [3, '5s']],
    ['a secret', '/secrets', { type: 'Opaque', data: { a: '', b: '' } }, ['Opaque', 2, '5s']],
    [
      'a volume',
      '/persistentvolumes',
      {
        spec: {
          capacity: { storage: '1Gi' },
          accessModes: ['ReadWriteOncePod', 'ReadWriteMany', 'ReadOnlyMany', 'ReadWriteOnce', 'Other'],
          persistentVolumeReclaimPolicy: 'Retain',
          claimRef: { namespace: 'n', name: 'c' },
          storageClassName: 's',
          volumeAttributesClassName: 'v',
          volumeMode: 'Block',
        },
        status: { phase: 'Bound', reason: 'because' },
      },
      ['1Gi', 'RWO,ROX,RWX,RWOP', 'Retain', 'Bound', 'n/c', 's', 'v', 'because', '5s', 'Block'],
    ],
    [
      'a volume that goes, of an older class',
      '/persistentvolumes',
      {
        metadata: { ...deleted, ...beta },
        spec: { claimRef: {}, storageClassName: 's', accessModes: ['ReadOnlyMany'] },
        status: { phase: 'Bound' },
      },
      ['0', 'ROX', '', 'Terminating', '/', 'old', '<unset>', '', '5s', '<unset>'],
    ],
    [
      'a claim',
      '/persistentvolumeclaims',
      {
        spec: {
          volumeName: 'v',
          storageClassName: 's',
          volumeAttributesClassName: 'a',
          volumeMode: 'Filesystem',
          accessModes: ['ReadWriteMany'],
        },
        status: { phase: 'Bound', capacity: { storage: '2Gi' }, accessModes: ['ReadWriteOnce'] },
      },
      ['Bound', 'v', '2Gi', 'RWO', 's', 'a', '5s', 'Filesystem'],
    ],
    [
      'a claim that waits',
      '/persistentvolumeclaims',
      { status: { phase: 'Pending', capacity: { storage: '2Gi' }, accessModes: ['ReadWriteOnce'] } },
      ['Pending', '', '', '', '', '<unset>', '5s', '<unset>'],
    ],
    [
      'a claim of a volume of which nothing is known',
      '/persistentvolumeclaims',
      { metadata: deleted, spec: { volumeName: 'v' } },
      ['Terminating', 'v', '0', '', '', '<unset>', '5s', '<unset>'],
    ],
    [
      'a claim of a volume without capacity',
      '/persistentvolumeclaims',
      { metadata: beta, spec: { volumeName: 'v' }, status: { capacity: {} } },
      ['', 'v', '0', '', 'old', '<unset>', '5s', '<unset>'],
    ],
    [
      'a class of storage',
      'storage.k8s.io/storageclasses',
      {
        provisioner: 'p',
        reclaimPolicy: 'Retain',
        volumeBindingMode: 'WaitForFirstConsumer',
        allowVolumeExpansion: true,
      },
      ['p', 'Retain', 'WaitForFirstConsumer', true, '5s'],
    ],
    [
      'a volume of empty names',
      '/persistentvolumes',
      {
        metadata: { annotations: { 'volume.beta.kubernetes.io/storage-class': '' } },
        spec: { storageClassName: 's', volumeAttributesClassName: '', volumeMode: '' },
      },
      ['0', '', '', '', '', '', '', '', '5s', ''],
    ],
    [
      'a claim of empty names',
      '/persistentvolumeclaims',
      { spec: { volumeName: 'v', volumeAttributesClassName: '', volumeMode: '' }, status: {} },
      ['', 'v', '0', '', '', '', '5s', ''],
    ],
    [
      'a class of storage of empty names',
      'storage.k8s.io/storageclasses',
      { reclaimPolicy: '', volumeBindingMode: '' },
      ['', '', '', false, '5s'],
    ],
    ['a budget of none', 'policy/poddisruptionbudgets', { spec: { maxUnavailable: 0 } }, ['N/A', '0', 0, '5s']],
    [
      'a budget of disruption',
      'policy/poddisruptionbudgets',
      { spec: { minAvailable: 0, maxUnavailable: '50%' }, status: { disruptionsAllowed: 2 } },
      ['0', '50%', 2, '5s'],
    ],
  ])('%s', (_what, table, object, cells) => {
    expect(rowOf(table, object)).toEqual(['x', ...cells]);
  });
});

describe('a class of storage', () => {
  const current = 'storageclass.kubernetes.io/is-default-class';
  const older = 'storageclass.beta.kubernetes.io/is-default-class';
  it.each([
    [{ [current]: 'true' }, 'x (default)'],
    [{ [older]: 'true' }, 'x (default)'],
    [{ [current]: 'false', [older]: 'true' }, 'x (default)'],
    [{ [current]: 'false' }, 'x'],
    [{}, 'x'],
  ])('annotated %j is %s', (annotations, text) => {
    expect(rowOf('storage.k8s.io/storageclasses', { metadata: { annotations } })[0]).toBe(text);
  });
});
