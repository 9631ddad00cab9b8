import type { RuleInput } from '../../check/rule.ts';
import type { UnknownObject } from '../../kube/object.ts';
import type { SourcedObject } from '../../kube/origin.ts';
import { kinds, type PersistentVolume, type PersistentVolumeClaim, type StorageClass } from '../../kube/types.ts';
import { namespaceOf } from './rule-workloads.ts';

/** A volume or a claim, and where it comes from. */
export interface Written<T> {
  readonly object: T;
  readonly on: SourcedObject;
}

const written = <T>(found: readonly SourcedObject[]): readonly Written<T>[] =>
  found.map((on) => ({ object: on.object as unknown as T, on }));

export const volumesOf = ({ ofKind }: RuleInput): readonly Written<PersistentVolume>[] =>
  written(ofKind('PersistentVolume'));

export const claimsOf = ({ ofKind }: RuleInput): readonly Written<PersistentVolumeClaim>[] =>
  written(ofKind('PersistentVolumeClaim'));

/** `namespace/name` of a claim. */
export const placeOf = (claim: PersistentVolumeClaim): string =>
  `${namespaceOf(claim as unknown as UnknownObject)}/${claim.metadata.name}`;

/** `namespace/name` of the claim that a volume is kept for; undefined where it is kept for none. */
export const keptFor = ({ spec }: PersistentVolume): string | undefined =>
  spec?.claimRef?.name ? `${spec.claimRef.namespace ?? 'default'}/${spec.claimRef.name}` : undefined;

/** Whether a file brings a class that claims without one get. */
export const hasDefaultClass = ({ ofKind }: RuleInput): boolean =>
  written<StorageClass>(ofKind('StorageClass', 'storage.k8s.io')).some(
    ({ object }) => object.metadata.annotations?.['storageclass.kubernetes.io/is-default-class'] === 'true',
  );

/** A volume of an NFS server, for the examples of rules. */
export const exampleVolume = (spec: object = {}, name = 'media'): UnknownObject => ({
  ...kinds.PersistentVolume,
  metadata: { name },
  spec: {
    capacity: { storage: '1Ti' },
    accessModes: ['ReadWriteMany'],
    storageClassName: '',
    nfs: { server: '192.168.88.5', path: '/mnt/media' },
    ...spec,
  },
});

/** The claim for it. */
export const exampleClaim = (spec: object = {}, name = 'media'): UnknownObject => ({
  ...kinds.PersistentVolumeClaim,
  metadata: { name, namespace: 'media' },
  spec: {
    accessModes: ['ReadWriteMany'],
    storageClassName: '',
    volumeName: 'media',
    resources: { requests: { storage: '1Ti' } },
    ...spec,
  },
});
