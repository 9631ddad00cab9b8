import { dirname, join } from 'node:path';
import { applyBaseline, type KnownFinding, parseBaseline, printBaseline } from '../check/baseline.ts';
import { GatehouseError } from '../core/errors.ts';
import type { Finding } from '../core/finding.ts';
import { baselineName } from './baseline-name.ts';
import { exists } from './find-subject.ts';
import type { Subject } from './load-subject.ts';

/** What of a report is known already. */
export interface BaselineReport {
  /** The file, as it was named or found. */
  readonly file: string;
  /** How many findings it knows that were found again: they are told no more. */
  readonly known: number;
  /** What it knows and was found no longer. */
  readonly gone: readonly KnownFinding[];
  /** Whether it was written now. */
  readonly written?: true;
}

/** How findings are adopted. */
export interface BaselineOptions {
  /** The file of known findings; the one beside the lab or at the root of the repository where it is left out. */
  readonly baseline?: string | undefined;
  /** All that is found now is written down as known. */
  readonly writeBaseline?: boolean | undefined;
}

/** Findings without those that are known, and what became of the baseline; undefined where there is none. */
export async function withBaseline(
  subject: Pick<Subject, 'path' | 'labFile' | 'usable'>,
  findings: readonly Finding[],
  options: BaselineOptions,
): Promise<{ readonly findings: readonly Finding[]; readonly baseline?: BaselineReport }> {
  const file =
    options.baseline ?? join(subject.path === subject.labFile ? dirname(subject.path) : subject.path, baselineName);
  if (options.writeBaseline) {
    if (!subject.usable) throw unread(subject.path);
    return writeDown(file, findings);
  }
  if (options.baseline === undefined && !(await exists(file))) return { findings };
  const { readText } = await import('./secrets-files.ts');
  const known = parseBaseline(await readText(file), file);
  const { fresh, known: count, gone } = applyBaseline(findings, known);
  // Where reading ended early, what was not looked at is not gone.
  return { findings: fresh, baseline: { file, known: count, gone: subject.usable ? gone : [] } };
}

async function writeDown(file: string, findings: readonly Finding[]) {
  const { replaceFile } = await import('./secrets-files.ts');
  await replaceFile(file, printBaseline(findings));
  return { findings: [], baseline: { file, known: findings.length, gone: [], written: true as const } };
}

/** What was not looked at would be new as soon as it can be read. */
const unread = (path: string): GatehouseError =>
  new GatehouseError(`${path}: it cannot be read to its end, so no baseline is written`, {
    hint: `mend what \`gatehouse check ${path}\` shows first`,
  });
