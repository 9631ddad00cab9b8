import type { Finding } from '../../core/finding.ts';
import type { TimelineStep } from '../timeline-report.ts';
import type { schemaVersion } from '../up-report.ts';

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
export interface TimelineView {
  readonly schemaVersion: typeof schemaVersion;
  readonly lab: string;
  /** Until the last thing is ready that ever is. */
  readonly seconds: number;
  /** What something is part of stands before it. */
  readonly bars: readonly TimelineBar[];
  /** `Kind/namespace/name` of the steps that decide how long it takes, each waiting for the one before. */
  readonly longest: readonly string[];
  readonly findings: readonly Finding[];
  /** Only of a cluster that is followed: how many seconds it has been by now, and since when, as RFC 3339. */
  readonly live?: { readonly seconds: number; readonly since: string };
}
