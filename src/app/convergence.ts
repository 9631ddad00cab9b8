import type { ConvergenceRow } from '../check/observed.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { compareText } from '../core/finding.ts';
import { type Condition, conditionOf, type KindRef, type UnknownObject } from '../kube/object.ts';
import { appliersOf } from './appliers.ts';
import type { UpProgress } from './up-report.ts';

/** One object that becomes ready, and how it was seen last. */
export interface Tracked {
  readonly kind: string;
  readonly name: string;
  readonly startedAt: number;
  readonly dependsOn: readonly string[];
  readonly partOf?: string;
  readyAt?: number;
  ready: boolean;
  message: string;
  reason: string;
  /** Its last try has failed. */
  hasFailed: boolean;
}

/** Follows how the objects of some kinds become ready. */
export interface Convergence {
  /** Whether there is at least one object and all are ready. */
  readonly isDone: () => boolean;
  /** In order of becoming ready; those that never did come last. */
  readonly rows: () => readonly ConvergenceRow[];
  readonly stop: () => void;
  /** What ended a watch before it was stopped: nothing more is seen of those objects. */
  readonly lost: () => Error | undefined;
}

/** Watches the kinds from now on; times are virtual seconds since now. */
export function followConvergence(
  cluster: Cluster,
  readiness: readonly KindRef[],
  onProgress: (event: UpProgress) => void,
): Convergence {
  const start = cluster.now();
  const seconds = () => Math.round((cluster.now() - start) / 1000);
  const tracked = new Map<string, Tracked>();
  const see = (object: UnknownObject) => {
    const key = keyOf(object);
    const entry = tracked.get(key) ?? startTracking(object, seconds());
    tracked.set(key, entry);
    judgeReady(entry, object);
    if (entry.ready) entry.readyAt ??= seconds();
    onProgress(progressOf(entry, tracked, seconds()));
  };
  let lost: Error | undefined;
  const onError = (error: Error) => {
    lost ??= error;
  };
  const stops = readiness.map((kind) =>
    cluster.watch(kind, ({ type, object }) => (type === 'DELETED' ? void tracked.delete(keyOf(object)) : see(object)), {
      onError,
    }),
  );
  return {
    isDone: () => tracked.size > 0 && [...tracked.values()].every(({ ready }) => ready),
    rows: () => rowsOf(tracked),
    stop: () => {
      for (const stop of stops) stop();
    },
    lost: () => lost,
  };
}

/** Rows of what is tracked, by {@link keyOf}, in order of becoming ready. */
export const rowsOf = (tracked: ReadonlyMap<string, Tracked>): readonly ConvergenceRow[] =>
  [...tracked.values()].map((entry) => rowOf(entry, tracked)).sort(compareRows);

/** Takes from the condition `Ready` how an object is now. */
export function judgeReady(entry: Tracked, object: UnknownObject): void {
  const condition = conditionOf(object, 'Ready');
  entry.ready = condition?.status === 'True' && isCurrent(object, condition);
  // Between two tries nothing is known of the next one: what the last one came to stays said.
  const isBetween = condition?.status === 'Unknown' && entry.hasFailed;
  if (!isBetween) {
    entry.message = condition?.message ?? '';
    entry.reason = condition?.reason ?? '';
  }
  // Who waits for others has tried nothing yet.
  entry.hasFailed = isBetween || (condition?.status === 'False' && entry.reason !== 'DependencyNotReady');
}

/** By what an object is told from others. */
export const keyOf = ({ kind, metadata }: UnknownObject): string =>
  `${kind} ${metadata.namespace ?? ''}/${metadata.name}`;

/** A condition that speaks of an older generation says nothing of this one. */
const isCurrent = (object: UnknownObject, { observedGeneration }: Condition): boolean =>
  observedGeneration === undefined || observedGeneration === (object.metadata.generation ?? observedGeneration);

/** An object that is there since a moment, of which nothing else is known yet. */
export function startTracking(object: UnknownObject, now: number): Tracked {
  const { namespace = '', name } = object.metadata;
  const spec = object.spec as { dependsOn?: readonly { name: string; namespace?: string }[] } | undefined;
  const dependsOn = (spec?.dependsOn ?? []).map((each) => `${each.namespace ?? namespace}/${each.name}`);
  return {
    kind: object.kind,
    name: `${namespace}/${name}`,
    startedAt: now,
    dependsOn,
    ...partOf(object),
    ready: false,
    message: '',
    reason: '',
    hasFailed: false,
  };
}

/** The stage that applied it. */
function partOf(object: UnknownObject): Pick<Tracked, 'partOf'> {
  const stage = appliersOf(object).find(({ does }) => does === 'stage');
  return stage ? { partOf: stage.name } : {};
}

/** Those of its dependencies that were not ready yet when it began. */
const waitedFor = (entry: Tracked, all: ReadonlyMap<string, Tracked>): readonly string[] =>
  entry.dependsOn.filter((name) => {
    const other = all.get(`${entry.kind} ${name}`);
    return other?.readyAt === undefined || other.readyAt > entry.startedAt;
  });

function rowOf(entry: Tracked, all: ReadonlyMap<string, Tracked>): ConvergenceRow {
  const { kind, name, startedAt, readyAt, ready, message, reason, partOf: owner } = entry;
  const row = { kind, name, startedAt, waitedFor: waitedFor(entry, all), ...(owner && { partOf: owner }) };
  const said = { message, ...(reason && { reason }) };
  if (!ready || readyAt === undefined) return { ...row, ...said };
  return { ...row, readyAt, ...(reason === 'NotModelled' && said) };
}

const compareRows = (a: ConvergenceRow, b: ConvergenceRow): number =>
  (a.readyAt ?? Number.MAX_SAFE_INTEGER) - (b.readyAt ?? Number.MAX_SAFE_INTEGER) ||
  compareText(a.kind, b.kind) ||
  compareText(a.name, b.name);

function progressOf(entry: Tracked, all: ReadonlyMap<string, Tracked>, at: number): UpProgress {
  const waits = entry.dependsOn.filter((name) => all.get(`${entry.kind} ${name}`)?.ready !== true);
  // A source that is still being fetched is no failure yet.
  const failed = /Failed$|^Stalled$/.test(entry.reason) && entry.reason !== 'ArtifactFailed';
  const state = entry.ready ? 'ready' : waits.length > 0 ? 'waiting' : failed ? 'failed' : 'working';
  return {
    type: 'stage',
    kind: entry.kind,
    name: entry.name.split('/')[1]!,
    state,
    waitsFor: waits.map((name) => name.split('/')[1]!),
    message: entry.message,
    at: entry.ready ? (entry.readyAt ?? at) : at,
  };
}
