import type { ConvergenceRow } from '../../check/observed.ts';
import { isTrue, type UnknownObject } from '../../kube/object.ts';
import { followedSince, runningRows } from '../running-rows.ts';
import { tellTimeline } from '../timeline.ts';
import { viewTimeline } from './timeline.ts';
import type { TimelineView } from './timeline-view.ts';

/** A timeline that grows. */
export interface LiveTimeline {
  /** How it is now. */
  readonly view: (objects: readonly UnknownObject[]) => TimelineView;
  /** Whether everything that is there and that was foretold is ready: nothing grows until something happens. */
  readonly isDone: (objects: readonly UnknownObject[]) => boolean;
}

/** What a timeline is called, by which clock it goes, and what was foretold. */
export interface LiveTimelineInput {
  readonly name: string;
  /** Milliseconds since the epoch, on the cluster's clock. */
  readonly now: () => number;
  readonly predicted: readonly ConvergenceRow[];
}

/** Follows how things become ready from now on, or from when the first of them was made within the last hour, beside what was foretold. */
export function followTimeline({ name, now, predicted }: LiveTimelineInput): LiveTimeline {
  const opened = now();
  const foretold = new Map(predicted.map((row) => [`${row.kind}/${row.name}`, row]));
  const readyAt = new Map(
    predicted.flatMap((row) => (row.readyAt === undefined ? [] : [[nameOf(row), row.readyAt] as const])),
  );
  const isReady = (object: UnknownObject) => isTrue(object, 'Ready');
  return {
    view: (objects) => {
      const since = Math.min(opened, followedSince(objects, now()));
      const rows = runningRows(objects, now(), since);
      const there = new Set(rows.map(nameOf));
      const missing = [...foretold.values()].filter((row) => !there.has(nameOf(row)));
      const view = viewTimeline(tellTimeline(name, [...rows, ...missing.map(notThere)], []), readyAt);
      const seconds = Math.round((now() - since) / 1000);
      const bars = view.bars.map((bar) => (there.has(nameOf(bar)) ? bar : { ...bar, isThere: false as const }));
      return { ...view, bars, live: { seconds, since: new Date(since).toISOString() } };
    },
    isDone: (objects) => objects.every(isReady) && foretold.size <= objects.length,
  };
}

const nameOf = ({ kind, name }: Pick<ConvergenceRow, 'kind' | 'name'>): string => `${kind}/${name}`;

const notThere = ({ readyAt: _, ...row }: ConvergenceRow): ConvergenceRow => ({ ...row, waitedFor: [] });
