import type { KubeObject } from '../../../../kube/object.ts';
import type { ConfigMap, Secret } from '../../../../kube/types.ts';
import { ageOf, tableOf } from './table-kind.ts';

const sizeOf = (record: object | undefined): number => Object.keys(record ?? {}).length;

export const configMapTable = tableOf<ConfigMap>('Name, Data, Age', (configMap, now) => [
  configMap.metadata.name,
  sizeOf(configMap.data) + sizeOf((configMap as { binaryData?: object }).binaryData),
  ageOf(configMap, now),
]);

export const secretTable = tableOf<Secret>('Name, Type, Data, Age', (secret, now) => [
  secret.metadata.name,
  secret.type ?? '',
  sizeOf(secret.data),
  ageOf(secret, now),
]);

const modeNames: Readonly<Record<string, string>> = {
  ReadWriteOnce: 'RWO',
  ReadOnlyMany: 'ROX',
  ReadWriteMany: 'RWX',
  ReadWriteOncePod: 'RWOP',
};

/** In upstream's fixed order. */
const modeText = (modes: readonly string[] | undefined): string =>
  Object.keys(modeNames)
    .filter((mode) => modes?.includes(mode))
    .map((mode) => modeNames[mode])
    .join(',');

const classAnnotation = 'volume.beta.kubernetes.io/storage-class';

interface VolumeSpec {
  readonly capacity?: { readonly storage?: string };
  readonly accessModes?: readonly string[];
  readonly persistentVolumeReclaimPolicy?: string;
  readonly claimRef?: { readonly namespace?: string; readonly name?: string };
  readonly storageClassName?: string;
  readonly volumeAttributesClassName?: string;
  readonly volumeMode?: string;
  readonly volumeName?: string;
}

interface Volume extends KubeObject {
  readonly spec?: VolumeSpec;
  readonly status?: {
    readonly phase?: string;
    readonly reason?: string;
    readonly accessModes?: readonly string[];
    readonly capacity?: { readonly storage?: string };
  };
}

const phaseOf = ({ metadata, status }: Volume): string =>
  metadata.deletionTimestamp === undefined ? (status?.phase ?? '') : 'Terminating';

const classOf = ({ metadata, spec }: Volume): string =>
  metadata.annotations?.[classAnnotation] ?? spec?.storageClassName ?? '';

export const volumeTable = tableOf<Volume>(
  'Name, Capacity, Access Modes, Reclaim Policy, Status, Claim, StorageClass, VolumeAttributesClass, Reason, Age, VolumeMode?',
  (volume, now) => [
    volume.metadata.name,
    volume.spec?.capacity?.storage ?? '0',
    modeText(volume.spec?.accessModes),
    volume.spec?.persistentVolumeReclaimPolicy ?? '',
    phaseOf(volume),
    volume.spec?.claimRef ? `${volume.spec.claimRef.namespace ?? ''}/${volume.spec.claimRef.name ?? ''}` : '',
    classOf(volume),
    volume.spec?.volumeAttributesClassName ?? '<unset>',
    volume.status?.reason ?? '',
    ageOf(volume, now),
    volume.spec?.volumeMode ?? '<unset>',
  ],
);

export const claimTable = tableOf<Volume>(
  'Name, Status, Volume, Capacity, Access Modes, StorageClass, VolumeAttributesClass, Age, VolumeMode?',
  (claim, now) => {
    const volumeName = claim.spec?.volumeName ?? '';
    return [
      claim.metadata.name,
      phaseOf(claim),
      volumeName,
      volumeName === '' ? '' : (claim.status?.capacity?.storage ?? '0'),
      volumeName === '' ? '' : modeText(claim.status?.accessModes),
      classOf(claim),
      claim.spec?.volumeAttributesClassName ?? '<unset>',
      ageOf(claim, now),
      claim.spec?.volumeMode ?? '<unset>',
    ];
  },
);

interface StorageClass extends KubeObject {
  readonly provisioner?: string;
  readonly reclaimPolicy?: string;
  readonly volumeBindingMode?: string;
  readonly allowVolumeExpansion?: boolean;
}

/** kubernetes pkg/apis/storage/util/helpers.go IsDefaultAnnotation */
const defaultAnnotations = [
  'storageclass.kubernetes.io/is-default-class',
  'storageclass.beta.kubernetes.io/is-default-class',
];

export const storageClassTable = tableOf<StorageClass>(
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

interface DisruptionBudget extends KubeObject {
  readonly spec?: { readonly minAvailable?: number | string; readonly maxUnavailable?: number | string };
  readonly status?: { readonly disruptionsAllowed?: number };
}

export const disruptionBudgetTable = tableOf<DisruptionBudget>(
  'Name, Min Available, Max Unavailable, Allowed Disruptions:integer, Age',
  (budget, now) => [
    budget.metadata.name,
    String(budget.spec?.minAvailable ?? 'N/A'),
    String(budget.spec?.maxUnavailable ?? 'N/A'),
    budget.status?.disruptionsAllowed ?? 0,
    ageOf(budget, now),
  ],
);

/** Name and age alone. */
export const plainTable = tableOf<KubeObject>('Name, Age', (object, now) => [object.metadata.name, ageOf(object, now)]);

/** What has no printer of its own: the time of creation as it is written. */
export const defaultTable = tableOf<KubeObject>('Name, Created At:date', ({ metadata }) => [
  metadata.name,
  metadata.creationTimestamp ?? '',
]);
