import type { Snapshot } from '../cluster/snapshot/format.ts';
import { readSnapshot } from '../cluster/snapshot/read-snapshot.ts';
import { GatehouseError } from '../core/errors.ts';
import type { Repository } from '../repo/repository.ts';
import { openCharts } from './charts.ts';
import { compare } from './diff/compare.ts';
import type { DiffReport } from './diff/diff-report.ts';
import type { SideFiles } from './diff/read-sides.ts';
import { runningSide } from './diff/running-side.ts';
import { unreadFiles } from './diff/unread-files.ts';
import { isSnapshot } from './doctor-snapshot.ts';
import { loadSubject, repositoryOfSubject, type SubjectOptions } from './load-subject.ts';
import type { ContextOptions } from './open-context.ts';
import { schemaVersion } from './up-report.ts';

/** Compares what runs in the cluster of a context with the files at a path: what pushing them would do. Nothing is written. */
export async function diffContext(
  choice: ContextOptions,
  path: string,
  options: SubjectOptions = {},
): Promise<DiffReport> {
  const { snapshotContext } = await import('./snapshot.ts');
  const snapshot = await snapshotContext(choice);
  const before: Side = { name: snapshot.head.context || 'this cluster', snapshot };
  return compareSides(before, await sideAt(path, options), options);
}

/** Compares two states of which one at least is a snapshot; the other one may be files. */
export async function diffSnapshots(base: string, path: string, options: SubjectOptions): Promise<DiffReport> {
  return compareSides(await sideAt(base, options), await sideAt(path, options), options);
}

/** What runs, or what files hold. */
type Side = { readonly name: string } & ({ readonly snapshot: Snapshot } | { readonly files: SideFiles });

async function sideAt(path: string, options: SubjectOptions): Promise<Side> {
  if (await isSnapshot(path)) return { name: path, snapshot: await readSnapshot(path) };
  const subject = await loadSubject(path, options);
  const { usable, findings, missing, releases } = subject;
  const broken = [...findings, ...missing].find(({ severity }) => severity === 'error');
  if (!usable || missing.length > 0)
    throw new GatehouseError(`${path}: ${broken?.message ?? 'it cannot be read'}`, {
      hint: '`gatehouse check` shows what to mend in it first',
    });
  const repository = await repositoryOfSubject(subject);
  return { name: path, files: { repository, releases, unread: unreadFiles([...findings, ...repository.findings]) } };
}

async function compareSides(base: Side, head: Side, options: SubjectOptions): Promise<DiffReport> {
  const charts = await openCharts(options.charts ?? 'auto', undefined, options);
  const filesOf = async (side: Side, other: Repository) =>
    'files' in side ? side.files : runningSide(side.snapshot, other, charts);
  // Of two that run the second is read by the first, and that by the second.
  const first = await filesOf(base, 'files' in head ? head.files.repository : noFiles);
  const after = await filesOf(head, first.repository);
  const before = 'files' in head ? first : await filesOf(base, after.repository);
  return { schemaVersion, base: base.name, head: head.name, ...(await compare(before, after)) };
}

const noFiles: Repository = {
  ...{ tree: new Map(), objects: [], kustomizations: [], entry: [], assumed: [], local: new Set() },
  ...{ unapplied: [], findings: [] },
};
