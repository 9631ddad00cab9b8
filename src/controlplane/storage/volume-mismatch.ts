import { parseQuantity } from '../../kube/quantity.ts';
import type { PersistentVolume, PersistentVolumeClaim } from '../../kube/types.ts';

/** An amount of storage in billionths of a byte; nothing for what is none. */
export const amount = (value: string | number | undefined): bigint => {
  const quantity = parseQuantity(value ?? 0);
  return 'error' in quantity ? 0n : quantity.nanos;
};

type Part<T extends { readonly spec?: unknown }> = Pick<T, 'spec'>;

/** Why a claim cannot have the volume that it names, in upstream's words (pkg/controller/volume/persistentvolume/pv_controller.go, checkVolumeSatisfyClaim); undefined when it can. */
export function mismatchOf(volume: Part<PersistentVolume>, claim: Part<PersistentVolumeClaim>): string | undefined {
  const { spec: offered = {} } = volume;
  const { spec: wanted = {} } = claim;
  if (isTooSmall(volume, claim)) return 'requested PV is too small';
  if ((offered.storageClassName ?? '') !== (wanted.storageClassName ?? '')) return 'storageClassName does not match';
  return reservedMismatch(volume, claim);
}

/** Why a claim cannot have a volume that is kept for it: its class does not matter then (component-helpers storage/volume/pv_helpers.go, FindMatchingVolume). */
export function reservedMismatch(
  volume: Part<PersistentVolume>,
  claim: Part<PersistentVolumeClaim>,
): string | undefined {
  const { spec: offered = {} } = volume;
  const { spec: wanted = {} } = claim;
  if (isTooSmall(volume, claim)) return 'requested PV is too small';
  if ((offered.volumeMode ?? 'Filesystem') !== (wanted.volumeMode ?? 'Filesystem')) return 'incompatible volumeMode';
  const modes: readonly string[] = offered.accessModes ?? [];
  return (wanted.accessModes ?? []).every((mode) => modes.includes(mode)) ? undefined : 'incompatible accessMode';
}

const isTooSmall = (volume: Part<PersistentVolume>, claim: Part<PersistentVolumeClaim>): boolean =>
  amount(volume.spec?.capacity?.storage) < amount(claim.spec?.resources?.requests?.storage);
