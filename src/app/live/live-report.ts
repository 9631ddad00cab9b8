import type { ConvergenceRow } from '../../check/observed.ts';
import type { Finding } from '../../core/finding.ts';
import type { schemaVersion, UpProgress, Verdict } from '../up-report.ts';
import type { VerifyReport } from '../verify-report.ts';

/** What brings files to a cluster: what delivers there, or the commands that people would type. */
export type EngineName = 'flux' | 'direct';

/** What became of an object or a release. */
export interface AppliedRow {
  /** `Kind/namespace/name`; of a release of helm, `Release/namespace/name`. */
  readonly object: string;
  /** `pruned`: it left the lab and was removed. `later`: with a dry run, what it needs is not there yet, so it could not be asked for. */
  readonly outcome: 'created' | 'changed' | 'unchanged' | 'pruned' | 'later';
}

/** How something came up, beside how it was predicted to. */
export interface LiveRow extends ConvergenceRow {
  /** Seconds from the start after which it was predicted to be ready; undefined where nothing predicts it. */
  readonly predictedReadyAt?: number;
}

/** What bringing a real cluster up came to. */
export interface LiveUpReport {
  readonly schemaVersion: typeof schemaVersion;
  /** Name of the lab, or of the repository's folder. */
  readonly lab: string;
  /** Name of the context. */
  readonly cluster: string;
  /** What brought the files there. */
  readonly engine: EngineName;
  /** Nothing was written: the API server was only asked whether it would take it. */
  readonly dryRun: boolean;
  readonly verdict: Verdict;
  /** Why the embedded cluster refutes it, in one line; left out where it does not. */
  readonly cause?: string;
  /** Secrets that were not there, as `namespace/name`. */
  readonly secrets: readonly string[];
  readonly applied: readonly AppliedRow[];
  readonly convergence: readonly LiveRow[];
  /** What came of the promises, asked for from this machine; left out where nothing was asked. */
  readonly verification?: Pick<VerifyReport, 'rows' | 'notCompared'>;
  readonly findings: readonly Finding[];
  readonly wallMs: number;
}

/** Who is told how far it has come. */
export type TellProgress = (event: UpProgress) => void;
