import type { KubeObject } from '../../../../kube/object.ts';

const modeNames: Readonly<Record<string, string>> = {
  ReadWriteOnce: 'RWO',
  ReadOnlyMany: 'ROX',
  ReadWriteMany: 'RWX',
  ReadWriteOncePod: 'RWOP',
};

/** In upstream's fixed order. */
export const modeText = (modes: readonly string[] | undefined): string =>
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

/** A volume or a claim, as it is shown. */
export interface Volume extends KubeObject {
  readonly spec?: VolumeSpec;
  readonly status?: {
    readonly phase?: string;
    readonly reason?: string;
    readonly accessModes?: readonly string[];
    readonly capacity?: { readonly storage?: string };
  };
}

/** Its phase, or that it is about to go. */
export const phaseOf = ({ metadata, status }: Volume): string =>
  metadata.deletionTimestamp === undefined ? (status?.phase ?? '') : 'Terminating';

/** Its class, in the old way or the new one. */
export const classOf = ({ metadata, spec }: Volume): string =>
  metadata.annotations?.[classAnnotation] ?? spec?.storageClassName ?? '';
