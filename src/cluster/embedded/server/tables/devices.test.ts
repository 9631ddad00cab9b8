import { describe, expect, it } from 'vitest';
import { rowOf } from '../../../../../test/table-row.ts';

const healthy = (status: string) => ({ type: 'Healthy', status, message: 'm', error: 'e' });

describe('the row of', () => {
  it.each([
    ['a component', '/componentstatuses', { conditions: [{ type: 'Other' }, healthy('True')] }, ['Healthy', 'm', 'e']],
    [
      'a component that is not well',
      '/componentstatuses',
      { conditions: [healthy('False'), healthy('True')] },
      ['Unhealthy', 'm', 'e'],
    ],
    [
      'an address',
      'networking.k8s.io/ipaddresses',
      { spec: { parentRef: { resource: 'services', namespace: 'n', name: 's' } } },
      ['services/n/s', '5s'],
    ],
    [
      'an address of a parent in no namespace',
      'networking.k8s.io/ipaddresses',
      { spec: { parentRef: { group: 'Example.com', resource: 'Things', namespace: '', name: 'S' } } },
      ['things.example.com/S', '5s'],
    ],
    ['drivers of a node', 'storage.k8s.io/csinodes', { spec: { drivers: [{}, {}] } }, [2, '5s']],
    ['a capacity', 'storage.k8s.io/csistoragecapacities', { storageClassName: 's', capacity: '1Gi' }, ['s', '1Gi']],
    [
      'an attachment',
      'storage.k8s.io/volumeattachments',
      { spec: { attacher: 'a', source: { persistentVolumeName: 'v' }, nodeName: 'n' }, status: { attached: true } },
      ['a', 'v', 'n', true, '5s'],
    ],
    ['a class of attributes', 'storage.k8s.io/volumeattributesclasses', { driverName: 'd' }, ['d', '5s']],
    [
      'a slice of devices',
      'resource.k8s.io/resourceslices',
      { spec: { nodeName: 'n', driver: 'd', pool: { name: 'p' } } },
      ['n', 'd', 'p', '5s'],
    ],
  ])('%s', (_what, table, object, cells) => {
    expect(rowOf(table, object)).toEqual(['x', ...cells]);
  });
});

describe('a claim of devices', () => {
  const deleted = { deletionTimestamp: '1970-01-01T00:00:00Z' };
  it.each([
    [{}, {}, 'pending'],
    [{}, { allocation: {} }, 'allocated'],
    [{}, { allocation: {}, reservedFor: [] }, 'allocated'],
    [{}, { allocation: {}, reservedFor: [{}] }, 'allocated,reserved'],
    [{}, { reservedFor: [{}] }, 'pending'],
    [deleted, {}, 'deleted'],
    [deleted, { allocation: {}, reservedFor: [{}] }, 'deleted,allocated,reserved'],
  ])('of %j and %j is %s', (metadata, status, text) => {
    expect(rowOf('resource.k8s.io/resourceclaims', { metadata, status })).toEqual(['x', text, '5s']);
  });
});
