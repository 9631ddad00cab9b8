import type { UnknownObject } from '../kube/object.ts';
import { kinds } from '../kube/types.ts';

/** Milliseconds since the epoch of what was written last: leases of nodes are renewed every ten seconds. */
export function newestSign(objects: readonly UnknownObject[]): number {
  const times = objects.flatMap((object) => {
    const { kind, metadata } = object;
    const { renewTime } = (kind === kinds.Lease.kind ? (object.spec ?? {}) : {}) as { readonly renewTime?: string };
    const { lastTimestamp } = object as { readonly lastTimestamp?: string | null };
    return [renewTime, lastTimestamp, metadata.creationTimestamp].flatMap((time) => Date.parse(time ?? '') || []);
  });
  return times.reduce((newest, time) => Math.max(newest, time), 0);
}
