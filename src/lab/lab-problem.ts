import type { Severity } from '../core/finding.ts';

/** Where in the lab file: keys and list indexes from the top. */
export type LabPath = readonly (string | number)[];

/** Something wrong at a place of the lab file; becomes a finding once the place has a line. */
export interface LabProblem {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly path: LabPath;
  /** Point at the key instead of its value. */
  readonly atKey?: boolean;
  readonly why?: string;
  readonly hint?: string;
  /** Of what is not known, and of nothing else: what would make it known. */
  readonly knownBy?: string;
}

/** Prints a path the way people write it: `nodes[0].address`; the whole file is `the lab file`. */
export function printPath(path: LabPath): string {
  if (path.length === 0) return 'the lab file';
  return path.map((step, i) => (typeof step === 'number' ? `[${step}]` : i === 0 ? step : `.${step}`)).join('');
}
