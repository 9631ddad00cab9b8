import { describe, expect, it } from 'vitest';
import { seededRuntime } from '../../../../core/runtime.ts';
import type { UnknownObject } from '../../../../kube/object.ts';
import { kinds } from '../../../../kube/types.ts';
import { createEmbeddedCluster } from '../../index.ts';

interface Case {
  readonly phase?: string;
  /** What the volume holds. */
  readonly there?: string;
  readonly grows?: boolean;
  readonly change: object;
}

/** A claim of 2Gi in a class, changed: what the API server says against it. */
async function faultOf({ phase = 'Bound', there = '2Gi', grows = true, change }: Case): Promise<string> {
  const { cluster } = createEmbeddedCluster({ runtime: seededRuntime() });
  await cluster.create({
    ...kinds.StorageClass,
    metadata: { name: 'disks' },
    ...{ provisioner: 'example.org/disks', allowVolumeExpansion: grows },
  } as UnknownObject);
  await cluster.create({
    ...kinds.PersistentVolumeClaim,
    metadata: { name: 'data', namespace: 'default' },
    ...{
      spec: { accessModes: ['ReadWriteOnce'], storageClassName: 'disks', resources: { requests: { storage: '2Gi' } } },
    },
  } as UnknownObject);
  const merge = (body: object, subresource?: string) =>
    cluster.patch(kinds.PersistentVolumeClaim, 'data', 'default', {
      ...{ type: 'merge', body: body as never },
      ...(subresource && { subresource }),
    });
  if (phase === 'Bound') await merge({ spec: { volumeName: 'pv-1' } });
  await merge({ status: { phase, capacity: { storage: there } } }, 'status');
  return merge({ spec: change }).then(
    () => '',
    (thrown: Error) => thrown.message,
  );
}

const storage = (size: string) => ({ resources: { requests: { storage: size } } });

describe('a claim', () => {
  it.each<[string, Case, string]>([
    ['grows in a class that lets it', { change: storage('3Gi') }, ''],
    [
      'does not grow in another',
      { grows: false, change: storage('3Gi') },
      'only dynamically provisioned pvc can be resized',
    ],
    [
      'that is not bound does not change what it asks for',
      { phase: 'Pending', change: storage('3Gi') },
      'spec is immutable after creation',
    ],
    [
      'does not get smaller than what is there',
      { change: storage('1Gi') },
      'spec.resources.requests.storage: Forbidden: field can not be less than status.capacity',
    ],
    ['takes back a growth that has not come', { there: '1Gi', change: storage('1500Mi') }, ''],
    ['keeps the volume it was given', { change: { volumeName: 'pv-2' } }, 'spec is immutable after creation'],
    ['is given a volume once', { phase: 'Pending', change: { volumeName: 'pv-2' } }, ''],
    ['keeps its modes', { change: { accessModes: ['ReadWriteMany'] } }, 'spec is immutable after creation'],
  ])('%s', async (_, example, fault) => {
    const said = await faultOf(example);
    if (fault === '') expect(said).toBe('');
    else expect(said).toContain(fault);
  });
});
