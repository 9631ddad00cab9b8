/** Only errors change what a command comes to. */
export type Severity = 'error' | 'warning' | 'info';

/** What a user can mend: collected and reported, never thrown. */
export interface Finding {
  /** Stable kebab-case name of the rule, e.g. `pool-overlaps-dhcp`. */
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  /** The object it is about, printed `Kind/namespace/name`. */
  readonly object?: string;
  readonly file?: string;
  /** 1-based. */
  readonly line?: number;
  /** 1-based. */
  readonly column?: number;
  /** The source line the finding points at. */
  readonly excerpt?: string;
  /** The upstream rule behind it, with its source file. */
  readonly why?: string;
  /** The next action. */
  readonly hint?: string;
}

const rank: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 };

/** Total order: file, line, column, severity, code, message. */
export function compareFindings(a: Finding, b: Finding): number {
  return (
    compareText(a.file ?? '', b.file ?? '') ||
    (a.line ?? 0) - (b.line ?? 0) ||
    (a.column ?? 0) - (b.column ?? 0) ||
    rank[a.severity] - rank[b.severity] ||
    compareText(a.code, b.code) ||
    compareText(a.object ?? '', b.object ?? '') ||
    compareText(a.message, b.message)
  );
}

/** Whether any finding is an error. */
export const hasErrors = (findings: readonly Finding[]): boolean => findings.some((f) => f.severity === 'error');

/** Order by UTF-16 code unit: the same on every machine and locale. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
