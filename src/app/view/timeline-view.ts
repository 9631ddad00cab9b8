import type { TimelineReport, TimelineStep } from '../timeline-report.ts';

/** One thing that comes up. Times are seconds from the start. */
export interface TimelineBar extends TimelineStep {
  /** How deep it lies below the stages that apply it. */
  readonly depth: number;
  /** Whether it is one of the steps that decide how long it all takes. */
  readonly critical: boolean;
  /** When it was foretold to be ready, where it comes up on a real cluster. */
  readonly predictedAt?: number;
  /** It was foretold, and is not there yet. */
  readonly isThere?: false;
}

/** In which order the platform comes up, and what waits for what. */
export interface TimelineView
  extends Pick<TimelineReport, 'schemaVersion' | 'lab' | 'seconds' | 'longest' | 'findings'> {
  /** What something is part of stands before it. */
  readonly bars: readonly TimelineBar[];
  /** Only of a cluster that is followed: how many seconds it has been by now, and since when, as RFC 3339. */
  readonly live?: { readonly seconds: number; readonly since: string };
}
