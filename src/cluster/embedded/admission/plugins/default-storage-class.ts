import { kind as claims } from '../../kinds/core/persistent-volume-claim.ts';
import { record } from '../../kinds/shared/checks.ts';
import { defaultAnnotation, defaultOf } from '../../kinds/shared/default-class.ts';
import { kind as storageClasses } from '../../kinds/storage/storage-class.ts';
import type { AdmissionPlugin } from '../admission-plugin.ts';

/** A claim that names no class gets the default one: plugin/pkg/admission/storage/storageclass/setdefault. */
export const defaultStorageClass = {
  name: 'DefaultStorageClass',
  tables: [claims.table],
  admit: ({ operation, object, state }) => {
    const spec = record(object.spec);
    if (operation !== 'CREATE' || spec.storageClassName !== undefined) return object;
    const found = defaultOf(state, storageClasses.table, defaultAnnotation.storage);
    return found ? { ...object, spec: { ...spec, storageClassName: found.metadata.name } } : object;
  },
} satisfies AdmissionPlugin;
