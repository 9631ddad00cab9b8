import type { Cluster } from '../../cluster/cluster.ts';
import { explainNamed } from '../../controlplane/kit/explain-named.ts';
import { type Finding, notKnown } from '../../core/finding.ts';
import { applies } from '../appliers.ts';
import type { ConvergenceRow } from '../up-report.ts';
import { type NotKnown, type WhatIsWritten, whyNotKnown } from './not-known.ts';

const key = ({ kind, name }: Pick<ConvergenceRow, 'kind' | 'name'>): string => `${kind}/${name}`;

/** An error for each object that never became ready by itself, a note for each that only waits for such a one. */
export async function findNeverReady(
  cluster: Cluster,
  rows: readonly ConvergenceRow[],
  repository: WhatIsWritten & { readonly assumed?: ReadonlySet<string> },
): Promise<readonly Finding[]> {
  const stuck = new Map(rows.filter(({ readyAt }) => readyAt === undefined).map((row) => [key(row), row]));
  const findings: Finding[] = [];
  for (const row of stuck.values()) {
    const cause = causeOf(row, stuck);
    if (cause) {
      findings.push(waiting(row, cause));
      continue;
    }
    const unknown = await whyNotKnown(cluster, row, repository);
    findings.push(unknown ? leftOpen(row, unknown) : stays(row, await explainNamed(cluster, row.message ?? '')));
  }
  const assumed = rows.filter(({ readyAt, reason }) => readyAt !== undefined && reason === 'NotModelled');
  for (const row of assumed.filter(({ name }) => !repository.assumed?.has(name))) {
    const unknown = await whyNotKnown(cluster, row, repository);
    if (unknown) findings.push(leftOpen(row, unknown));
  }
  return findings;
}

/** What it is stuck on in the end; undefined when that is itself, or a circle. */
function causeOf(row: ConvergenceRow, stuck: ReadonlyMap<string, ConvergenceRow>): ConvergenceRow | undefined {
  const seen = new Set([key(row)]);
  const ahead = [row];
  for (let at = ahead.shift(); at; at = ahead.shift()) {
    const next = blockersOf(at, stuck);
    if (next.length === 0) return at === row ? undefined : at;
    for (const each of next) {
      if (seen.has(key(each))) continue;
      seen.add(key(each));
      ahead.push(each);
    }
  }
  return undefined;
}

/** Those it depends on and those it has applied, as far as they are stuck too. */
const blockersOf = (
  { kind, name, waitedFor }: ConvergenceRow,
  stuck: ReadonlyMap<string, ConvergenceRow>,
): readonly ConvergenceRow[] => [
  ...waitedFor.flatMap((other) => stuck.get(`${kind}/${other}`) ?? []),
  ...[...stuck.values()].filter(
    (other) => applies(kind, 'stage') && other.partOf === name && key(other) !== `${kind}/${name}`,
  ),
];

function stays(row: ConvergenceRow, deeper: string | undefined): Finding {
  const said = row.message || 'it has no Ready condition';
  return {
    code: 'never-ready',
    severity: 'error',
    object: key(row),
    message: deeper ? `${deeper} (${said})` : said,
    why: 'the object was given half an hour of cluster time',
    hint:
      row.waitedFor.length > 0
        ? `look at what it waits for: ${row.waitedFor.join(', ')}`
        : 'mend what the message names',
  };
}

const leftOpen = (row: ConvergenceRow, unknown: NotKnown): Finding =>
  notKnown({ ...unknown, object: key(row), message: row.message || 'whether it becomes ready is not known' });

const waiting = (row: ConvergenceRow, cause: ConvergenceRow): Finding => ({
  code: 'still-waiting',
  severity: 'info',
  object: key(row),
  message: `it is not ready because ${key(cause)} is not`,
});
