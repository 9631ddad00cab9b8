import { kind as volumes } from '../../kinds/core/persistent-volume.ts';
import { kind as claims } from '../../kinds/core/persistent-volume-claim.ts';
import type { AdmissionPlugin } from '../admission-plugin.ts';

const finalizerOf: Readonly<Record<string, string>> = {
  [claims.table]: 'kubernetes.io/pvc-protection',
  [volumes.table]: 'kubernetes.io/pv-protection',
};

/** What is in use is not taken away: plugin/pkg/admission/storage/storageobjectinuseprotection. */
export const storageObjectInUseProtection = {
  name: 'StorageObjectInUseProtection',
  tables: Object.keys(finalizerOf),
  admit: ({ operation, resource, object }) => {
    const finalizer = finalizerOf[resource.table]!;
    const { finalizers = [] } = object.metadata;
    if (operation !== 'CREATE' || finalizers.includes(finalizer)) return object;
    return { ...object, metadata: { ...object.metadata, finalizers: [...finalizers, finalizer] } };
  },
} satisfies AdmissionPlugin;
