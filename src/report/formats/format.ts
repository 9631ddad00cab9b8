import type { CheckReport } from '../../app/check-report.ts';
import type { Severity } from '../../core/finding.ts';
import type { Style } from '../style.ts';

/** What a format may say of a rule beside its findings. */
export interface RuleNote {
  readonly id: string;
  readonly severity: Severity;
  readonly summary: string;
  readonly why: string;
}

/** What a report is printed from. */
export interface FormatInput {
  readonly report: CheckReport;
  /** All rules there are, for a format that asks for them. */
  readonly rules: readonly RuleNote[];
  /** Of Gatehouse. */
  readonly version: string;
  /** The folder in which the command runs: programs want paths relative to it. */
  readonly cwd: string;
  readonly width: number;
  readonly style: Style;
  /** Every cause with all its places. */
  readonly all?: boolean | undefined;
  /** Only what was found. */
  readonly quiet?: boolean | undefined;
  /** What is not known is listed, with what would make it known. */
  readonly explainUnknown?: boolean | undefined;
}

/** A way to print a report of `gatehouse check`. One file each, which exports `format`. */
export interface ReportFormat {
  /** Name of its file, and what is asked for. */
  readonly id: string;
  /** What it is for, for the reference. */
  readonly says: string;
  /** It says more of a rule than its findings do. */
  readonly asksForRules?: true;
  /** Its lines, without ends. */
  readonly print: (input: FormatInput) => readonly string[];
}
