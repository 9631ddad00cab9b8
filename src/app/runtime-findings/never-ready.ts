import type { Cluster } from '../../cluster/cluster.ts';
import { type Finding, notKnown } from '../../core/finding.ts';
import { explainNamed } from '../../systems/kubernetes/index.ts';
import type { ConvergenceRow } from '../up-report.ts';

const key = ({ kind, name }: Pick<ConvergenceRow, 'kind' | 'name'>): string => `${kind}/${name}`;

/** An error for each object that never became ready by itself, a note for each that only waits for such a one. */
export async function findNeverReady(cluster: Cluster, rows: readonly ConvergenceRow[]): Promise<readonly Finding[]> {
  const stuck = new Map(rows.filter(({ readyAt }) => readyAt === undefined).map((row) => [key(row), row]));
  const findings: Finding[] = [];
  for (const row of stuck.values()) {
    const cause = causeOf(row, stuck);
    if (cause) findings.push(waiting(row, cause));
    else if (row.reason === 'NotModelled') findings.push(notModelled(row));
    else findings.push(stays(row, await explainNamed(cluster, row.message ?? '')));
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
    (other) => kind === 'Kustomization' && other.partOf === name && key(other) !== `${kind}/${name}`,
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

/** What no model tells is neither wrong nor right. */
const notModelled = (row: ConvergenceRow): Finding =>
  notKnown({
    code: 'release-not-modelled',
    object: key(row),
    message: row.message ?? 'what it installs is not known',
    why: 'what comes after it was not brought up either',
    knownBy: 'a chart and version that Gatehouse knows: docs/reference/coverage.md lists them',
  });

const waiting = (row: ConvergenceRow, cause: ConvergenceRow): Finding => ({
  code: 'still-waiting',
  severity: 'info',
  object: key(row),
  message: `it is not ready because ${key(cause)} is not`,
});
