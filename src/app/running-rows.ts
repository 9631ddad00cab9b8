import type { ConvergenceRow } from '../check/observed.ts';
import { conditionOf, type UnknownObject } from '../kube/object.ts';
import { systems } from '../systems/index.ts';
import type { System } from '../systems/system.ts';
import { judgeReady, keyOf, rowsOf, startTracking, type Tracked } from './convergence.ts';

/** Kinds of which it is told when their objects become ready. */
export const readinessKinds = systems.flatMap((system: System) => system.readiness ?? []);

/** Whether an object is of one of those kinds. */
export const isFollowed = ({ apiVersion, kind }: UnknownObject): boolean =>
  readinessKinds.some((each) => each.apiVersion === apiVersion && each.kind === kind);

/** Milliseconds for which what was made counts as still coming up. */
const comingUp = 60 * 60 * 1000;

const createdAt = ({ metadata }: UnknownObject): number => Date.parse(metadata.creationTimestamp ?? '') || 0;

/**
 * Since when what runs is followed, in milliseconds: since the oldest object that was made within the last hour; where nothing was, things
 * are ready already, and it is now.
 */
export function followedSince(objects: readonly UnknownObject[], now: number): number {
  const young = objects
    .filter(isFollowed)
    .map(createdAt)
    .filter((at) => at > now - comingUp && at <= now);
  return young.reduce((first, at) => Math.min(first, at), now);
}

/**
 * How the objects of a cluster became ready, as they tell it themselves: when they were made, and since when their condition is true. Seconds
 * from `since`; what was ready before that is ready at 0.
 */
export function runningRows(
  objects: readonly UnknownObject[],
  now: number,
  since = followedSince(objects, now),
): readonly ConvergenceRow[] {
  const seconds = (at: number) => Math.max(0, Math.round((at - since) / 1000));
  const tracked = new Map<string, Tracked>();
  for (const object of objects.filter(isFollowed)) {
    const entry = startTracking(object, seconds(createdAt(object)));
    judgeReady(entry, object);
    const told = Date.parse(conditionOf(object, 'Ready')?.lastTransitionTime ?? '') || now;
    if (entry.ready) entry.readyAt = Math.max(entry.startedAt, seconds(told));
    tracked.set(keyOf(object), entry);
  }
  return rowsOf(tracked);
}
