import type { ConvergenceRow } from '../check/observed.ts';
import type { Finding } from '../core/finding.ts';
import type { TimelineStep } from './timeline-report.ts';

type Row = ConvergenceRow;

const keyOf = ({ kind, name }: Pick<Row, 'kind' | 'name'>): string => `${kind}/${name}`;

/** The steps of what was seen to come up; what did not is told by the findings about it, or about what it waits for. */
export function timelineSteps(
  rows: readonly Row[],
  findings: readonly Finding[],
  doesOf: (kind: string) => TimelineStep['does'],
): readonly TimelineStep[] {
  const byKey = new Map(rows.map((row) => [keyOf(row), row]));
  const told = new Map(causesOf(rows, findings).map((finding) => [finding.object ?? '', finding]));
  return rows.map((row) => {
    const { kind, name, startedAt, readyAt, waitedFor, reason, partOf = '' } = row;
    const common = { kind, does: doesOf(kind), name, partOf, startedAt, waitedFor, ...begin(row, byKey) };
    if (readyAt !== undefined)
      return { ...common, readyAt, state: reason === 'NotModelled' ? 'assumed' : 'ready', chain: [] };
    const path = wayToCause(row, told, (at) => blockersOf(at, byKey, doesOf(at.kind) === 'stage'));
    const cause = told.get(keyOf(path.at(-1) ?? row));
    const state = cause?.severity === 'error' ? 'never' : 'not-known';
    return { ...common, state, chain: chainOf(path, byKey, cause) };
  });
}

/**
 * What tells why something is not ready, one for each object: an error before what is not known, and what is said of the mistake itself
 * before what shows of it. That it waits for something that is stuck, too, is no cause.
 */
export function causesOf(rows: readonly Row[], findings: readonly Finding[]): readonly Finding[] {
  const stuck = new Map(rows.filter(isStuck).map((row) => [keyOf(row), row]));
  const waits = (key: string): boolean => {
    const row = stuck.get(key);
    return row?.waitedFor.some((name) => stuck.has(`${row.kind}/${name}`)) === true;
  };
  const causes = new Map<string, Finding>();
  for (const finding of findings) {
    const { severity, code, object = '' } = finding;
    if (!stuck.has(object) || code === 'still-waiting' || (code === shown && waits(object))) continue;
    if (severity !== 'error' && severity !== 'unknown') continue;
    const before = causes.get(object);
    if (!before || worth(finding) > worth(before)) causes.set(object, finding);
  }
  return [...causes.values()];
}

/** The rule for whatever was seen not to become ready. */
const shown = 'never-ready';

const worth = ({ severity, code }: Finding): number => (severity === 'error' ? 2 : 0) + (code === shown ? 0 : 1);

/** When the last of its dependencies is ready. */
function begin(row: Row, byKey: ReadonlyMap<string, Row>): Pick<TimelineStep, 'beginsAt'> {
  let beginsAt = row.startedAt;
  for (const name of row.waitedFor) {
    const readyAt = byKey.get(`${row.kind}/${name}`)?.readyAt;
    if (readyAt === undefined) return {};
    beginsAt = Math.max(beginsAt, readyAt);
  }
  return { beginsAt };
}

/** From a row that is stuck, by what it waits for and what it applies, to the nearest of which is told why. */
function wayToCause(row: Row, told: ReadonlyMap<string, Finding>, nextOf: (at: Row) => readonly Row[]): readonly Row[] {
  const ways: (readonly Row[])[] = [[row]];
  const seen = new Set([keyOf(row)]);
  for (let way = ways.shift(); way; way = ways.shift()) {
    const at = way.at(-1) ?? row;
    if (told.has(keyOf(at))) return way;
    for (const next of nextOf(at)) {
      if (seen.has(keyOf(next))) continue;
      seen.add(keyOf(next));
      ways.push([...way, next]);
    }
  }
  return [row];
}

const blockersOf = (row: Row, byKey: ReadonlyMap<string, Row>, isStage: boolean): readonly Row[] => [
  ...row.waitedFor.flatMap((name) => byKey.get(`${row.kind}/${name}`) ?? []).filter(isStuck),
  ...[...byKey.values()].filter((other) => isStage && other.partOf === row.name && isStuck(other)),
];

const isStuck = ({ readyAt }: Row): boolean => readyAt === undefined;

function chainOf(
  path: readonly Row[],
  byKey: ReadonlyMap<string, Row>,
  cause: Finding | undefined,
): TimelineStep['chain'] {
  return path.map((row, i) => {
    const next = path[i + 1];
    const object = keyOf(row);
    if (!next) return { object, message: cause?.message ?? row.message ?? 'it has no Ready condition' };
    const waits = row.waitedFor.some((name) => byKey.get(`${row.kind}/${name}`) === next);
    return { object, message: waits ? `waits for ${keyOf(next)}` : `applies ${keyOf(next)}, and waits for it` };
  });
}

/** The steps that decide how long it takes: from the last that becomes ready back by what it waited for last, or came out of. */
export function longestWay(steps: readonly TimelineStep[]): readonly string[] {
  const ready = steps.filter(({ readyAt }) => readyAt !== undefined);
  const last = ready.reduce<TimelineStep | undefined>(
    (a, b) => (a && (a.readyAt ?? 0) >= (b.readyAt ?? 0) ? a : b),
    undefined,
  );
  const way: TimelineStep[] = [];
  for (let at = last; at && !way.includes(at); at = before(at, ready)) way.unshift(at);
  return way.map(keyOf);
}

/** Of what a step waited for, what was ready last; without any, the stage that applied it. */
function before(step: TimelineStep, ready: readonly TimelineStep[]): TimelineStep | undefined {
  const waited = ready.filter(({ kind, name }) => kind === step.kind && step.waitedFor.includes(name));
  const [latest] = waited.sort((a, b) => (b.readyAt ?? 0) - (a.readyAt ?? 0));
  if (latest) return latest;
  // A stage waits for what it applies; what it applies comes out of it.
  const children = ready.filter(({ partOf, readyAt = 0 }) => partOf === step.name && readyAt <= (step.readyAt ?? 0));
  const [child] = step.does === 'stage' ? children.sort((a, b) => (b.readyAt ?? 0) - (a.readyAt ?? 0)) : [];
  if (child && (child.readyAt ?? 0) > step.startedAt) return child;
  return undefined;
}
