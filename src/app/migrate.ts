import { namesOf } from '../compose/migration/name-steps.ts';
import type { MigrationStep } from '../compose/migration/step.ts';
import { GatehouseError } from '../core/errors.ts';
import { stopwatch } from '../core/runtime.ts';
import type { Expectation } from '../systems/system.ts';
import type { SubjectOptions } from './load-subject.ts';
import { type PlatformContent, readContent, surplus } from './migrate-compare.ts';
import { strangersFiles } from './migrate-owners.ts';
import { applyState, bringFiles, moveNames, type Playing, playSteps } from './migrate-play.ts';
import type { AtOnceRow, MigrateReport, Outage, StepRow } from './migrate-report.ts';
import { openFirstSide } from './migrate-revision.ts';
import { checksOf, onFirstSide, readSide, type Sides, unwatchedNames, type WatchedPlatform } from './migrate-sides.ts';
import { isPushed, loadMigrationLab, type PlatformState, stateOf } from './migrate-state.ts';
import { stepsBetween } from './migrate-steps.ts';
import { dhcpLeaseSeconds, namesMoveSeconds } from './migrate-times.ts';
import { cordonVolumes, unguardedState } from './migrate-unguarded.ts';
import { explainUnready, lastingTroubles } from './migrate-unready.ts';
import { lostData, readVolumes } from './migrate-volumes.ts';
import { schemaVersion } from './up-report.ts';

/** How a migration is planned and played, and who is told. */
export interface MigrateOptions extends SubjectOptions, Pick<Sides, 'onProgress' | 'signal'> {}

/**
 * Plans the steps from one lab to another, plays them in an embedded cluster, and plays the same without steps. The first may be a revision
 * of the Git repository that the second lies in.
 */
export async function migrate(fromPath: string, toPath: string, options: MigrateOptions): Promise<MigrateReport> {
  const side = await openFirstSide(fromPath, toPath);
  try {
    const [from, to] = [await loadMigrationLab(side.path, options), await loadMigrationLab(toPath, options)];
    return await play({ from, to, onProgress: options.onProgress, signal: options.signal }, side.name, toPath);
  } finally {
    await side.remove();
  }
}

async function play(sides: Sides, from: string, to: string): Promise<MigrateReport> {
  const elapsed = stopwatch();
  const { signal } = sides;
  const steps = await stepsBetween(sides);
  const wanted = await readSide(sides.to.subject, signal);
  throwIfInterrupted(signal);
  if (wanted.problem !== undefined) throw unfit(to, wanted.problem);
  const began = await readSide(sides.from.subject, signal);
  throwIfInterrupted(signal);
  if (began.problem !== undefined) throw unfit(from, began.problem);
  const { rows, content, virtualSeconds } = await playInOrder(sides, steps, wanted.expectations);
  throwIfInterrupted(signal);
  const missing = surplus(wanted, content);
  const hazards = steps.flatMap(({ neglected }) => neglected ?? []);
  const unplanned = steps.some(isPushed) ? await playWithoutSteps(sides, wanted.expectations) : [];
  const atOnce = unplanned.map((row) => ({ ...row, hazards: [...hazards, ...row.hazards] }));
  const kept = rows.every((row) => row.proven) && missing.length === 0;
  const doubts = steps.flatMap(({ title, unknown: said }) => (said === undefined ? [] : [`${title}: ${said}`]));
  const unknown = [...new Set([...doubts, ...began.unknown, ...wanted.unknown, ...unwatched(sides, [began, wanted])])];
  const verdict = rows.length === 0 ? 'nothing' : !kept ? 'refuted' : unknown.length > 0 ? 'unknown' : 'proven';
  return {
    ...{ schemaVersion, from, to, verdict, proven: verdict === 'proven' },
    steps: rows.map((row) => (row.by === 'repository' ? withCommand(row, from, to) : row)),
    downtime: sumOf(rows.flatMap(({ outages }) => outages)),
    ...{ atOnce, missing, leftOver: surplus(content, wanted), unknown },
    assumptions: [dhcpLeaseSeconds, namesMoveSeconds],
    ...{ wallMs: Math.round(elapsed()), virtualSeconds },
  };
}

/** Names that stay, of which nobody knows whether they are answered. */
function unwatched({ from, to }: Sides, contents: readonly PlatformContent[]): readonly string[] {
  const tables = [namesOf(from.parts.planned.plan), namesOf(to.parts.planned.plan)] as const;
  const promised = contents.flatMap(({ expectations }) => expectations);
  return unwatchedNames(tables, checksOf(tables, promised));
}

/** Half a proof is none: an interrupted run has no report. */
function throwIfInterrupted(signal: AbortSignal): void {
  if (signal.aborted) throw new GatehouseError('interrupted: nothing is proven', { exitCode: 130 });
}

/** What does not come up by itself is no place to start from, and none to go to. */
const unfit = (path: string, problem: string): GatehouseError =>
  new GatehouseError(`${path} does not come up by itself: ${problem}`, {
    hint: `\`gatehouse up ${path}\` shows what to mend first`,
  });

/** First the repository is written as it is after the step. */
const withCommand = (row: StepRow, from: string, to: string): StepRow => ({
  ...row,
  todo: [`gatehouse migrate ${from} ${to} --step ${row.number}`, ...row.todo],
});

const playingOf = ({ from, to, signal }: Sides, { watched, push }: WatchedPlatform): Playing => ({
  ...{ from, to, watched, push: ({ tree }) => push(tree) },
  applying: { embedded: watched.embedded, identities: to.subject.identities, signal },
  names: {
    before: namesOf(from.parts.planned.plan),
    after: namesOf(to.parts.planned.plan),
    seconds: namesMoveSeconds.value,
  },
});

async function playInOrder(sides: Sides, steps: readonly MigrationStep[], later: readonly Expectation[]) {
  return onFirstSide(sides, later, async (platform) => {
    const { embedded } = platform.watched;
    const start = embedded.now();
    const rows = await playSteps(playingOf(sides, platform), steps, ({ title }) =>
      sides.onProgress({ type: 'phase', name: 'Step', detail: title }),
    );
    const virtualSeconds = Math.round((embedded.now() - start) / 1000);
    return { rows, virtualSeconds, content: await readContent(embedded, platform.wire) };
  });
}

/** The same without steps: as it is composed, and as charts do it by themselves where that is something else. */
async function playWithoutSteps(sides: Sides, later: readonly Expectation[]): Promise<readonly AtOnceRow[]> {
  const last = await stateOf(sides.to);
  const bare = unguardedState(last);
  const composed = await playAtOnce(sides, 'all at once', last, later);
  if (!bare) return [composed];
  return [composed, await playAtOnce({ ...sides, bare: true }, bareTitle, bare, later)];
}

const bareTitle =
  'all at once, as charts roll out by themselves: no Recreate, no init container, no fsGroup, new pods on other nodes';

/** Everything is applied at once; names are moved when somebody gets to it. */
async function playAtOnce(
  sides: Sides,
  how: string,
  last: PlatformState,
  later: readonly Expectation[],
): Promise<AtOnceRow> {
  sides.onProgress({ type: 'phase', name: 'Without steps', detail: how });
  return onFirstSide({ ...sides, onProgress: () => undefined }, later, async (platform) => {
    const { embedded } = platform.watched;
    const playing = playingOf(sides, platform);
    const start = embedded.now();
    const volumes = await readVolumes(embedded.cluster);
    if (sides.bare) await cordonVolumes(embedded.cluster);
    const first = await stateOf(sides.from);
    await bringFiles(playing);
    const { error } = await applyState(playing, first, last);
    await moveNames(playing, 'after');
    await embedded.run({ limitSeconds: 600 });
    const seconds = Math.round((embedded.now() - start) / 1000);
    const problem = error ?? (await explainUnready(embedded.cluster))[0];
    const { outages, troubles } = await platform.watched.take();
    const lasting = await lastingTroubles(embedded.cluster, troubles);
    const lost = lostData(volumes, await readVolumes(embedded.cluster));
    const hazards = [...strangersFiles(first, last), ...lost];
    return { how, seconds, outages, troubles: lasting, hazards, ...(problem !== undefined && { problem }) };
  });
}

/** Seconds without an answer by name, the longest first. */
function sumOf(outages: readonly Outage[]): MigrateReport['downtime'] {
  const sums = new Map<string, number>();
  for (const { name, seconds } of outages) sums.set(name, (sums.get(name) ?? 0) + seconds);
  return [...sums].map(([name, seconds]) => ({ name, seconds })).sort((a, b) => b.seconds - a.seconds);
}
