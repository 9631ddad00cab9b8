import type { KubeObject } from '../../../../kube/object.ts';
import type { BuiltinKind } from '../builtin-kind.ts';
import { ageOf, tableOf } from '../shared/columns.ts';
import { defaultAnnotation } from '../shared/default-class.ts';
import { onTop } from '../shared/defaults.ts';
import { type Fields, fill } from '../shared/fill.ts';

const defaultStorageClass = (storageClass: Fields): Fields =>
  fill(storageClass, { reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate' });

interface StorageClass extends KubeObject {
  readonly provisioner?: string;
  readonly reclaimPolicy?: string;
  readonly volumeBindingMode?: string;
  readonly allowVolumeExpansion?: boolean;
}

/** kubernetes pkg/apis/storage/util/helpers.go IsDefaultAnnotation */
const defaultAnnotations = [defaultAnnotation.storage, 'storageclass.beta.kubernetes.io/is-default-class'];

const columns = tableOf<StorageClass>(
  'Name, Provisioner, ReclaimPolicy, VolumeBindingMode, AllowVolumeExpansion, Age',
  (storageClass, now) => {
    const { annotations, name } = storageClass.metadata;
    const isDefault = defaultAnnotations.some((key) => annotations?.[key] === 'true');
    return [
      isDefault ? `${name} (default)` : name,
      storageClass.provisioner ?? '',
      storageClass.reclaimPolicy ?? 'Delete',
      storageClass.volumeBindingMode ?? 'Immediate',
      storageClass.allowVolumeExpansion ?? false,
      ageOf(storageClass, now),
    ];
  },
);

export const kind = {
  table: 'storage.k8s.io/storageclasses',
  claim: {
    behaviour: 'defaults, table',
    upstream: 'pkg/apis/storage/v1/defaults.go',
    notModelled: 'validation',
  },
  columns,
  defaults: onTop(defaultStorageClass),
  answersWithObject: true,
} satisfies BuiltinKind;
