import { isVolumeWord } from './lab-volume-words.ts';
import type { SaidVolume, WrittenVolume } from './lab-volumes.ts';

/** A volume of an app, and where it is mounted. */
export type AppVolume = SaidVolume & { readonly folder: string };

/** The volumes of an app, in the order of their folders. */
export const volumesOf = ({
  volumes,
}: {
  readonly volumes: Readonly<Record<string, WrittenVolume>>;
}): readonly AppVolume[] =>
  Object.entries(volumes)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([folder, volume]) => ({
      folder: folder.replace(/\/+$/, ''),
      ...readVolume(volume),
    }));

/** Class of volumes on the node itself (k3s manifests/local-storage.yaml). */
export const localClass = 'local-path';

/** A mapping of one key that is no {@link VolumeWord} is a class and a size. */
export function readVolume(volume: WrittenVolume): SaidVolume {
  if (typeof volume === 'string') return { size: volume };
  const [name, size] = Object.entries(volume)[0] ?? [];
  return name !== undefined && typeof size === 'string' && !isVolumeWord(name)
    ? { class: name, size }
    : (volume as SaidVolume);
}

/** Whether only one node can hold the volume at a time (`ReadWriteOnce`). */
export const isExclusive = ({ size, localPath, shared }: AppVolume): boolean =>
  (size !== undefined && !shared) || localPath !== undefined;
