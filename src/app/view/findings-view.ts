import type { Finding } from '../../core/finding.ts';
import type { schemaVersion } from '../up-report.ts';

/** A line of a file that is mended: as it is before, after, or both. */
export interface DiffLine {
  readonly sign: ' ' | '-' | '+';
  readonly text: string;
}

/** A finding with the system that tells it and what mends it. */
export interface ShownFinding extends Finding {
  /** Id of the system whose rule it is; empty where it is found in reading. */
  readonly system: string;
  /** Whether `gatehouse check --fix` mends it. */
  readonly fixable: boolean;
}

/** Findings that have the same cause. */
export interface FindingGroup {
  readonly code: string;
  readonly severity: Finding['severity'];
  readonly message: string;
  readonly findings: readonly ShownFinding[];
  /** How many objects of a kind it touches, in words; empty where that says nothing. */
  readonly touches: string;
}

/** A file that would be mended. */
export interface MendedFile {
  readonly file: string;
  /** With three lines around each change; a line of `…` stands where some are left out. */
  readonly lines: readonly DiffLine[];
}

/** Everything that was found, by cause, the worst first. */
export interface FindingsView {
  readonly schemaVersion: typeof schemaVersion;
  readonly lab: string;
  /** The path to name in a command. */
  readonly path: string;
  readonly counts: Readonly<Record<Finding['severity'], number>>;
  readonly groups: readonly FindingGroup[];
  readonly mended: readonly MendedFile[];
}
