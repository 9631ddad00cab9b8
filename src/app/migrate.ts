import { namesOf } from '../compose/migration/name-steps.ts';
import { planMigration } from '../compose/migration/plan-migration.ts';
import type { MigrationStep } from '../compose/migration/step.ts';
import { stopwatch } from '../core/runtime.ts';
import { components } from '../systems/components.ts';
import type { Expectation } from '../systems/system.ts';
import type { SubjectOptions } from './load-subject.ts';
import { readContent, surplus } from './migrate-compare.ts';
import { applyState, moveNames, type Playing, playSteps } from './migrate-play.ts';
import type { AtOnceRow, MigrateReport, Outage } from './migrate-report.ts';
import { onFirstSide, readSide, type Sides, type WatchedPlatform } from './migrate-sides.ts';
import { loadMigrationLab, stateOf } from './migrate-state.ts';
import { dhcpLeaseSeconds, namesMoveSeconds } from './migrate-times.ts';
import { explainUnready } from './migrate-unready.ts';
import { schemaVersion } from './up-report.ts';

/** How a migration is planned and played, and who is told. */
export interface MigrateOptions extends SubjectOptions, Pick<Sides, 'onProgress' | 'signal'> {}

/** Plans the steps from one lab to another, plays them in an embedded cluster, and plays the same without steps. */
export async function migrate(fromPath: string, toPath: string, options: MigrateOptions): Promise<MigrateReport> {
  const elapsed = stopwatch();
  const { onProgress, signal } = options;
  const [from, to] = [await loadMigrationLab(fromPath, options), await loadMigrationLab(toPath, options)];
  const sides: Sides = { from, to, onProgress, signal };
  const times = { lease: dhcpLeaseSeconds.value, names: namesMoveSeconds.value };
  const steps = planMigration({ from: from.parts, to: to.parts }, components, times);
  const wanted = await readSide(to.subject, signal);
  const played = await playInOrder(sides, steps, wanted.expectations);
  const left = surplus(played.content, wanted);
  const missing = surplus(wanted, played.content);
  const proven = played.rows.every((row) => row.proven) && missing.length === 0;
  return {
    ...{ schemaVersion, from: fromPath, to: toPath, verdict: proven ? 'proven' : 'refuted', proven },
    steps: played.rows,
    downtime: sumOf(played.rows.flatMap(({ outages }) => outages)),
    ...(steps.length > 0 && { atOnce: await playAtOnce(sides, wanted.expectations) }),
    leftOver: left,
    findings: [],
    assumptions: [dhcpLeaseSeconds, namesMoveSeconds],
    wallMs: Math.round(elapsed()),
    virtualSeconds: played.virtualSeconds,
  };
}

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

/** Everything is applied at once; names are moved when somebody gets to it. */
async function playAtOnce(sides: Sides, later: readonly Expectation[]): Promise<AtOnceRow> {
  const { onProgress } = sides;
  onProgress({ type: 'phase', name: 'At once', detail: 'the same without steps' });
  return onFirstSide({ ...sides, onProgress: () => undefined }, later, async (platform) => {
    const { embedded } = platform.watched;
    const playing = playingOf(sides, platform);
    const start = embedded.now();
    const { error } = await applyState(playing, await stateOf(sides.from), await stateOf(sides.to));
    await moveNames(playing, 'after');
    await embedded.run({ limitSeconds: 600 });
    const seconds = Math.round((embedded.now() - start) / 1000);
    const problem = error ?? (await explainUnready(embedded.cluster))[0];
    return { seconds, ...(await platform.watched.take()), ...(problem !== undefined && { problem }) };
  });
}

/** Seconds without an answer by name, the longest first. */
function sumOf(outages: readonly Outage[]): MigrateReport['downtime'] {
  const sums = new Map<string, number>();
  for (const { name, seconds } of outages) sums.set(name, (sums.get(name) ?? 0) + seconds);
  return [...sums].map(([name, seconds]) => ({ name, seconds })).sort((a, b) => b.seconds - a.seconds);
}
