import type { MigrationStep } from '../compose/migration/step.ts';
import type { Assumption } from '../systems/system.ts';
import type { schemaVersion, Verdict } from './up-report.ts';

/** A name whose clients were not answered. */
export interface Outage {
  /** The host, or whose address it is. */
  readonly name: string;
  /** Virtual seconds without an answer. */
  readonly seconds: number;
  /** Why the first of them got none. */
  readonly reason: string;
  /** Nobody answered when the step ended. */
  readonly lasts: boolean;
}

/** Something the cluster said meanwhile, in its own words. */
export interface Trouble {
  /** Reason of the event, e.g. `FailedAttachVolume`. */
  readonly reason: string;
  /** `Kind/namespace/name`. */
  readonly object: string;
  readonly message: string;
}

/** A step, and what became of it in the embedded cluster. */
export interface StepRow extends Pick<MigrationStep, 'id' | 'title' | 'by' | 'todo' | 'why'> {
  readonly number: number;
  /** Files of the repository that it changes. */
  readonly files: readonly string[];
  /** Virtual seconds that it took. */
  readonly seconds: number;
  readonly outages: readonly Outage[];
  readonly troubles: readonly Trouble[];
  /** What is lost for good by it, in sentences. */
  readonly losses: readonly string[];
  /** Whether everything was ready and every name answered when it ended. */
  readonly proven: boolean;
  /** Why it is not proven. */
  readonly problem?: string;
}

/** Everything at once instead of step by step. */
export interface AtOnceRow {
  /** In words. */
  readonly how: string;
  readonly seconds: number;
  readonly outages: readonly Outage[];
  readonly troubles: readonly Trouble[];
  /** What comes of what people have not done before, in sentences. */
  readonly hazards: readonly string[];
  /** What is not ready in the end. */
  readonly problem?: string;
}

/** What `gatehouse migrate` came to: its JSON output. */
export interface MigrateReport {
  readonly schemaVersion: typeof schemaVersion;
  readonly from: string;
  readonly to: string;
  readonly verdict: Verdict;
  readonly proven: boolean;
  readonly steps: readonly StepRow[];
  /** How long the clients of each name were not answered, over all steps. */
  readonly downtime: readonly { readonly name: string; readonly seconds: number }[];
  /** The same without steps: all of it applied at once, in one way or two. */
  readonly atOnce: readonly AtOnceRow[];
  /** What a platform brought up anew has and the last state has not, as `Kind/namespace/name`. */
  readonly missing: readonly string[];
  /** What the last state has that a platform brought up anew has not, as `Kind/namespace/name`. */
  readonly leftOver: readonly string[];
  /** What is not known of either side, a sentence each: with any, nothing is proven. */
  readonly unknown: readonly string[];
  readonly assumptions: readonly Assumption[];
  readonly wallMs: number;
  readonly virtualSeconds: number;
}
