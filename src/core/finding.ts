/** Only errors change what a command comes to; `unknown` is what no file says, and never counts as wrong (`--strict` wants it known). */
export type Severity = 'error' | 'warning' | 'info' | 'unknown';

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
  /** Of what is not known, and of nothing else: what would make it known. */
  readonly knownBy?: string;
  /** Of a repository for several clusters: those of which it holds. */
  readonly clusters?: readonly string[];
}

const rank: Readonly<Record<Severity, number>> = { error: 0, warning: 1, unknown: 2, info: 3 };

/** Errors first, then warnings, then what is not known, then notes. */
export const compareSeverity = (a: Severity, b: Severity): number => rank[a] - rank[b];

/** The same for findings that say the same of the same place, in whichever cluster. */
export const placeKeyOf = ({ code, object, message, file, line }: Finding): string =>
  JSON.stringify([code, object, message, file, line]);

/** Total order: file, line, column, severity, code, message. */
export function compareFindings(a: Finding, b: Finding): number {
  return (
    compareText(a.file ?? '', b.file ?? '') ||
    (a.line ?? 0) - (b.line ?? 0) ||
    (a.column ?? 0) - (b.column ?? 0) ||
    compareSeverity(a.severity, b.severity) ||
    compareText(a.code, b.code) ||
    compareText(a.object ?? '', b.object ?? '') ||
    compareText(a.message, b.message)
  );
}

/** What cannot be said, and what would make it known: neither right nor wrong. */
export const notKnown = (finding: Omit<Finding, 'severity' | 'hint'> & { readonly knownBy: string }): Finding => ({
  ...finding,
  severity: 'unknown',
});

/** Whether anything is not known. */
export const hasUnknowns = (findings: readonly Finding[]): boolean => findings.some((f) => f.severity === 'unknown');

/** What must be mended comes before what only follows from it; the order is kept otherwise. */
export const worstFirst = (findings: readonly Finding[]): readonly Finding[] =>
  [...findings].sort((a, b) => compareSeverity(a.severity, b.severity));

/** Whether any finding is an error. */
export const hasErrors = (findings: readonly Finding[]): boolean => findings.some((f) => f.severity === 'error');

/** Order by UTF-16 code unit: the same on every machine and locale. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
