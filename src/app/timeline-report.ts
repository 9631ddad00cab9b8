import type { Finding } from '../core/finding.ts';
import type { schemaVersion } from './up-report.ts';

/** One thing that comes up: a stage, a release, a source, or a command. Times are seconds of the cluster from its start. */
export interface TimelineStep {
  readonly kind: string;
  /** A stage applies what a folder holds, a release what a chart makes of values. */
  readonly does: 'stage' | 'release' | 'other';
  /** `namespace/name`. */
  readonly name: string;
  /** `namespace/name` of the stage that applies it; empty at the top. */
  readonly partOf: string;
  /** When it is there. */
  readonly startedAt: number;
  /** When the last of what it waits for is ready, and its own work begins; undefined when that never comes. */
  readonly beginsAt?: number;
  /** When it is ready; undefined when it never is, or that is not known. */
  readonly readyAt?: number;
  /** `namespace/name` of those of its dependencies that it had to wait for. */
  readonly waitedFor: readonly string[];
  /** `assumed`: it is taken for ready, as it is not known what it brings. */
  readonly state: 'ready' | 'assumed' | 'never' | 'not-known';
  /** Why it is not ready, from itself to the first cause; empty when it is. */
  readonly chain: readonly { readonly object: string; readonly message: string }[];
}

/** In which order a new cluster comes up: the JSON output of `gatehouse timeline`. */
export interface TimelineReport {
  readonly schemaVersion: typeof schemaVersion;
  /** Name of the lab, or of the repository's folder. */
  readonly lab: string;
  /** `running`: of what runs, as its objects tell it themselves. */
  readonly from: 'empty' | 'running';
  /** Seconds until the last thing is ready that ever is. */
  readonly seconds: number;
  /** In order of becoming ready; what never does comes last. */
  readonly steps: readonly TimelineStep[];
  /** The steps that decide how long it takes, each waiting for the one before. */
  readonly longest: readonly string[];
  /** What keeps something from coming up, or makes that unknown. */
  readonly findings: readonly Finding[];
}
