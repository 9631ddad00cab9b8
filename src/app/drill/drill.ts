import type { Snapshot } from '../../cluster/snapshot/format.ts';
import { GatehouseError } from '../../core/errors.ts';
import { compareFindings } from '../../core/finding.ts';
import { stopwatch } from '../../core/runtime.ts';
import type { Fault } from '../../systems/fault.ts';
import { faults as allFaults } from '../../systems/faults.ts';
import { assumptionsAbout } from '../assumptions-about.ts';
import { isSnapshot } from '../doctor-snapshot.ts';
import { loadSubject, type Subject, type SubjectOptions } from '../load-subject.ts';
import type { ContextOptions } from '../open-context.ts';
import { type RunningPlatform, startPlatform } from '../platform.ts';
import { readPolicies } from '../policies/policy-report.ts';
import { schemaVersion, type UpProgress } from '../up-report.ts';
import { openWire } from '../wire.ts';
import { checkBudgets } from './check-budgets.ts';
import type { DrillReport, DrillRow } from './drill-report.ts';
import { drilledChecks } from './drilled-checks.ts';
import type { Origin } from './origin.ts';
import { planDrills } from './plan-drills.ts';
import { playDrill } from './play-drill.ts';

/** What is drilled, and who is told. */
export interface DrillOptions extends SubjectOptions {
  /** Ids of faults; all when left out. */
  readonly faults?: readonly string[];
  /** Two at once as well. */
  readonly pairs?: boolean;
  readonly onProgress?: (event: UpProgress) => void;
  /** Told after each fault what was played by then, and how many there are. */
  readonly onPart?: (report: DrillReport, planned: number) => void;
  readonly signal?: AbortSignal;
}

/** Brings the subject up once, and plays every fault in a copy of it. Rejects when a fault is named that there is not. */
export async function drill(path: string, options: DrillOptions = {}): Promise<DrillReport> {
  if (await isSnapshot(path)) {
    const { readSnapshot } = await import('../../cluster/snapshot/read-snapshot.ts');
    return drillSnapshot(await readSnapshot(path), path, options);
  }
  const elapsed = stopwatch();
  wantedFaults(options.faults);
  const subject = await loadSubject(path, options);
  const base = { schemaVersion, lab: subject.name } as const;
  if (!subject.usable || subject.missing.length > 0) {
    const findings = [...subject.findings, ...subject.missing].filter(({ severity }) => severity === 'error');
    return { ...base, ...nothing, findings, wallMs: Math.round(elapsed()) };
  }
  const { onProgress = () => undefined, signal } = options;
  return drillPlatform(await startPlatform(subject, onProgress, signal), subject, options, elapsed);
}

/**
 * Takes a snapshot of the cluster of a context, and plays every fault in copies of what it holds: the cluster itself is only read. At the path
 * lie the budgets, where there are any.
 */
export async function drillContext(
  choice: ContextOptions,
  path: string,
  options: DrillOptions = {},
): Promise<DrillReport> {
  const { snapshotContext } = await import('../snapshot.ts');
  options.onProgress?.({ type: 'phase', name: 'Reading', detail: 'what is there; nothing is written' });
  return drillSnapshot(await snapshotContext(choice), path, options);
}

async function drillSnapshot(snapshot: Snapshot, path: string, options: DrillOptions): Promise<DrillReport> {
  const elapsed = stopwatch();
  wantedFaults(options.faults);
  const { adoptPlatform } = await import('../adopt-platform.ts');
  const { subject, ...platform } = await adoptPlatform(snapshot, path);
  return drillPlatform(platform, subject, options, elapsed);
}

/** Plays every fault in copies of a platform that has come up, which ends with it. */
async function drillPlatform(
  platform: Pick<RunningPlatform, 'embedded' | 'findings'>,
  subject: Subject,
  options: DrillOptions,
  elapsed: () => number,
): Promise<DrillReport> {
  const { onProgress = () => undefined, signal } = options;
  const base = { schemaVersion, lab: subject.name } as const;
  const wanted = wantedFaults(options.faults);
  const wire = openWire({ cluster: platform.embedded.cluster, revision: platform.embedded.revision });
  try {
    const origin: Origin = { embedded: platform.embedded, subject };
    const watched = await drilledChecks(platform.embedded.cluster, wire, subject.lab);
    const { drills, skipped } = await planDrills(origin, wire, watched.checks, {
      faults: wanted,
      pairs: options.pairs,
    });
    const rows: DrillRow[] = [];
    const hosts = [...new Set(watched.checks.map(({ host }) => host))];
    const { unwatched } = watched;
    for (const each of drills) {
      if (signal?.aborted) throw new GatehouseError('interrupted: not all faults were played', { exitCode: 130 });
      const row = await playDrill(origin, each, watched.checks);
      onProgress({ type: 'phase', name: 'Drill', detail: row.name });
      rows.push(row);
      options.onPart?.(
        { ...base, ...nothing, hosts, drills: rows, skipped, unwatched, findings: [], wallMs: 0 },
        drills.length,
      );
    }
    const assumptions = await assumptionsAbout(platform.embedded.cluster, subject);
    const readings = await readPolicies(subject);
    const budgets = checkBudgets(
      readings.flatMap(({ policies }) => policies ?? []),
      { drills: rows, hosts, unwatched },
    );
    const broken = platform.findings.filter(({ severity }) => severity === 'error' || subject.tree.size === 0);
    const wrong = readings.flatMap((reading) => reading.findings);
    const findings = [...broken, ...wrong, ...budgets].sort(compareFindings);
    return { ...base, hosts, drills: rows, skipped, unwatched, findings, assumptions, wallMs: Math.round(elapsed()) };
  } finally {
    await wire.close();
    await platform.embedded.stop();
  }
}

const nothing = { hosts: [], drills: [], skipped: [], unwatched: [], assumptions: [] } as const;

function wantedFaults(ids: readonly string[] | undefined): readonly Fault[] {
  const unknown = ids?.find((id) => !allFaults.some((fault) => fault.id === id));
  if (unknown !== undefined)
    throw new GatehouseError(`--fault ${unknown}: there is no such fault`, {
      hint: `faults are ${allFaults.map(({ id }) => id).join(', ')}`,
    });
  return allFaults.filter(({ id }) => ids === undefined || ids.includes(id));
}
