import type { Cause } from '../check/causes.ts';
import type { BaselineOptions, BaselineReport } from './check-baseline.ts';
import type { FixReport } from './check-fix.ts';
import type { ImageSources } from './known-images.ts';
import type { SubjectOptions } from './load-subject.ts';
import type { CheckedRepository } from './merge-clusters.ts';
import type { schemaVersion } from './up-report.ts';

/** What `gatehouse check` found. */
export interface CheckReport extends CheckedRepository {
  readonly schemaVersion: typeof schemaVersion;
  readonly name: string;
  /** The folder that files of findings are relative to, as it was named. */
  readonly root: string;
  /** The lab file as it was named: findings in it say this path. */
  readonly lab?: string;
  /** How many of the findings `--fix` may mend. */
  readonly fixable: number;
  /** The findings by what causes them, the worst first. */
  readonly causes: readonly Cause[];
  /** What `--fix` did; left out without it. */
  readonly fix?: FixReport;
  /** What was known before and is left out here. */
  readonly baseline?: BaselineReport;
}

/** What `gatehouse check` is told beside the path. */
export type CheckOptions = SubjectOptions &
  ImageSources &
  BaselineOptions & {
    /** What a machine can mend is mended; with `dry-run` only shown. */
    readonly fix?: 'write' | 'dry-run' | undefined;
  };
