import type { ConvergenceRow } from '../../../check/observed.ts';
import type { ClusterInput, ClusterRule } from '../../../check/rule.ts';
import { type CodedProblem, toldApart } from '../../../check/told.ts';
import { findByRef } from '../../../cluster/find-by-ref.ts';
import { explainNamed } from '../../../controlplane/kit/explain-named.ts';
import { printRef } from '../../../kube/object.ts';
import { type NotKnown, whyNotKnown } from './why-not-known.ts';

/** Objects that never became ready, by the rule that tells why. */
export const unreadyTold: (id: string) => ClusterRule['check'] = toldApart(
  async (input) => {
    const stuck = new Map(
      input.convergence.filter(({ readyAt }) => readyAt === undefined).map((row) => [key(row), row] as const),
    );
    const problems: CodedProblem[] = [];
    for (const row of stuck.values()) {
      const cause = causeOf(row, stuck);
      problems.push(cause ? waiting(row, cause) : await whyUnready(row, input));
    }
    for (const row of readyByAssumption(input)) {
      const unknown = await whyNotKnown(row, input);
      if (unknown) problems.push(notKnown(row, unknown));
    }
    return problems;
  },
  () => 'never-ready',
);

const key = ({ kind, name }: Pick<ConvergenceRow, 'kind' | 'name'>): string => `${kind}/${name}`;

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

const waiting = (row: ConvergenceRow, cause: ConvergenceRow): CodedProblem => ({
  code: 'still-waiting',
  object: key(row),
  message: `it is not ready because ${key(cause)} is not`,
  why: '',
  hint: `mend ${key(cause)}: what waits for it follows by itself`,
});

/** What is taken to be ready though nobody knows what it brings, and is not spoken of elsewhere. */
const readyByAssumption = ({ convergence, assumedReleases }: ClusterInput): readonly ConvergenceRow[] =>
  convergence.filter(
    ({ readyAt, reason, name }) => readyAt !== undefined && reason === 'NotModelled' && !assumedReleases.has(name),
  );

const notKnown = (row: ConvergenceRow, unknown: NotKnown): CodedProblem => ({
  ...unknown,
  object: key(row),
  message: row.message || 'whether it becomes ready is not known',
});

/** Why an object that waits for no other is not ready: what no file says, else its first cause, else its own condition. */
async function whyUnready(row: ConvergenceRow, input: ClusterInput): Promise<CodedProblem> {
  const object = key(row);
  const unknown = await whyNotKnown(row, input);
  if (unknown) return notKnown(row, unknown);
  const found = await findByRef(input.cluster, object);
  const cause = found && (await input.explain.unready(found));
  if (!cause) return ofCondition(row, await explainNamed(input.cluster, row.message ?? ''));
  const { code = 'never-ready', message, hint } = cause;
  const said = printRef(cause.object) === object ? message : `${printRef(cause.object)}: ${message}`;
  return { code, object, message: said, why, hint };
}

const why = 'the object was given half an hour of cluster time';

function ofCondition(row: ConvergenceRow, deeper: string | undefined): CodedProblem {
  const said = row.message || 'it has no Ready condition';
  return {
    code: 'never-ready',
    object: key(row),
    message: deeper ? `${deeper} (${said})` : said,
    why,
    hint:
      row.waitedFor.length > 0
        ? `look at what it waits for: ${row.waitedFor.join(', ')}`
        : 'mend what the message names',
  };
}
