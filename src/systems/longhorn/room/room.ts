import { milliValue, parseQuantity } from '../../../kube/quantity.ts';

/** Settings of Longhorn that say how much of a disk volumes may be promised, in percent (longhorn-manager types/setting.go). */
export interface RoomSettings {
  /** `storage-reserved-percentage-for-default-disk` */
  readonly reserved: number;
  /** `storage-over-provisioning-percentage` */
  readonly overProvisioning: number;
}

/** What they are where nobody sets them. */
export const usualRoom: RoomSettings = { reserved: 30, overProvisioning: 100 };

/** A volume: its size in bytes, and how many copies of it there are to be. */
export interface Wanted {
  readonly bytes: number;
  readonly copies: number;
}

/**
 * The most that copies on the default disk of a node may come to, in bytes: nominal sizes count, not what is written
 * (longhorn-manager scheduler/replica_scheduler.go, IsSchedulableToDisk). The file system is smaller than its disk: in truth it is less.
 */
export const roomOn = (disk: number, { reserved, overProvisioning }: RoomSettings): number =>
  (disk * (100 - reserved) * overProvisioning) / 10_000;

/** How volumes and disks go together: `none`: not even one copy of each fits; `some`: one of each may fit, and not all; `all`: nothing says that they do not. */
export type Fit = 'none' | 'some' | 'all';

/**
 * What is certain, whichever node each copy goes to: a node keeps one copy of a volume at most, and what all copies come to must be less
 * than what all nodes take.
 */
export function fitOf(wanted: readonly Wanted[], rooms: readonly number[]): Fit {
  const total = rooms.reduce((sum, room) => sum + room, 0);
  const placesOf = ({ bytes }: Wanted): number => rooms.filter((room) => room >= bytes).length;
  const asked = (copiesOf: (each: Wanted) => number) =>
    wanted.reduce((sum, each) => sum + each.bytes * copiesOf(each), 0);
  if (wanted.some((each) => placesOf(each) === 0) || asked(() => 1) > total) return 'none';
  const most = ({ copies }: Wanted): number => Math.min(copies, rooms.length);
  if (wanted.some((each) => placesOf(each) < most(each)) || asked(most) > total) return 'some';
  return 'all';
}

/** A quantity in bytes; not a number where it is none. */
export function bytesOf(quantity: string): number {
  const read = parseQuantity(quantity);
  return 'error' in read ? Number.NaN : milliValue(read) / 1000;
}

/** Bytes in gibibytes, to a tenth. */
export const printBytes = (bytes: number): string => `${Math.round((bytes / 2 ** 30) * 10) / 10}Gi`;

/** How many copies of each volume find a place, when one after the other gets its own, each where most room is left. */
export function placed(wanted: readonly Wanted[], rooms: readonly number[]): readonly number[] {
  const left = [...rooms];
  return wanted.map(({ bytes, copies }) => {
    const nodes = left
      .map((room, node) => ({ room, node }))
      .filter(({ room }) => room >= bytes)
      .sort((a, b) => b.room - a.room || a.node - b.node)
      .slice(0, copies);
    for (const { node } of nodes) left[node]! -= bytes;
    return nodes.length;
  });
}
