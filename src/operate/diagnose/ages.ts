import type { SeenCluster } from './seen-cluster.ts';

/** Milliseconds for which what has just begun, or has just changed, is no fault yet. */
export const settling = 2 * 60 * 1000;

/** Milliseconds in which what happened still counts as happening. */
export const recently = 60 * 60 * 1000;

/** Milliseconds that have passed since a time as Kubernetes writes it; undefined where it is not known. */
export function since({ now }: SeenCluster, time: string | null | undefined): number | undefined {
  const millis = Date.parse(time ?? '');
  return Number.isNaN(millis) ? undefined : now - millis;
}

/** Whether a time lies so far back that what has begun then should have ended; no where it is not known. */
export const isSettled = (seen: SeenCluster, time: string | null | undefined): boolean =>
  (since(seen, time) ?? 0) >= settling;

/** Whether a time lies within the last hour; no where it is not known. */
export const isRecent = (seen: SeenCluster, time: string | null | undefined): boolean => {
  const passed = since(seen, time);
  return passed !== undefined && passed <= recently;
};

/** Seconds in which what has just started is given the time to come up. */
const graceSeconds = 60;

/** Whether a moment, RFC 3339, lies longer back than the grace; a moment that is not told has passed long ago. */
export const isPast = (moment: string | undefined, now: number, seconds = graceSeconds): boolean =>
  !(now - Date.parse(moment ?? '') < seconds * 1000);
