import { realpath } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { GatehouseError } from '../core/errors.ts';
import { compareClusters, type NamedFiles } from './diff/clusters.ts';
import type { DiffReport } from './diff/diff-report.ts';
import { unreadFiles } from './diff/unread-files.ts';
import { isSnapshot } from './doctor-snapshot.ts';
import { exists } from './find-subject.ts';
import { openRevision, type SideOnDisk, sideAt } from './git-revision.ts';
import { loadSubjects, repositoryOfSubject, type SubjectOptions } from './load-subject.ts';
import { schemaVersion } from './up-report.ts';

/** Compares what two states of the files do: a revision, a folder or a lab file, and the one at a path. Rejects with a GatehouseError when one cannot be read. */
export async function diff(base: string, path: string, options: SubjectOptions = {}): Promise<DiffReport> {
  if ((await isSnapshot(base)) || (await isSnapshot(path))) {
    const { diffSnapshots } = await import('./diff-running.ts');
    return diffSnapshots(base, path, options);
  }
  const [old, now] = await openSides(base, path);
  try {
    const before = await readFiles(old, { ...options, ...(await labOn(old, options.lab)) });
    const after = await readFiles(now, { ...options, ...(await labOn(now, options.lab)) });
    return { schemaVersion, base: old.name, head: now.name, ...(await compareClusters(before, after)) };
  } finally {
    await old.remove();
    await now.remove();
  }
}

const hint = 'name a revision (HEAD~1, a branch, a tag) of the repository, a folder, or a lab file';

async function openSides(base: string, path: string): Promise<readonly [SideOnDisk, SideOnDisk]> {
  const isThere = await exists(path);
  const now = isThere ? sideAt(path) : await openRevision(path, '.', { hint });
  try {
    const old = (await exists(base))
      ? sideAt(base)
      : await openRevision(base, isThere ? path : '.', { hint, beside: isThere });
    return [old, now];
  } catch (thrown) {
    await now.remove();
    throw thrown;
  }
}

/** The lab that tells of a repository's cluster, as it is on that side: in a revision, where it lies in the repository. */
async function labOn({ root }: SideOnDisk, lab: string | undefined): Promise<Pick<SubjectOptions, 'lab'>> {
  if (lab === undefined || root === undefined || !(await exists(lab))) return lab === undefined ? {} : { lab };
  const inside = relative(await realpath(root.of), await realpath(resolve(lab)));
  if (inside.startsWith('..') || isAbsolute(inside)) return { lab };
  const there = join(root.here, inside);
  return (await exists(there)) ? { lab: there } : {};
}

/** What lies on a side, by cluster. */
async function readFiles({ name, path }: SideOnDisk, options: SubjectOptions): Promise<readonly NamedFiles[]> {
  const sides: NamedFiles[] = [];
  for (const subject of await loadSubjects(path, options)) {
    const { usable, findings, cluster = '', releases } = subject;
    if (!usable) {
      const first = findings.find(({ severity }) => severity === 'error') ?? findings[0];
      throw new GatehouseError(`${name}: ${first?.message ?? 'it cannot be read'}`, {
        hint: '`gatehouse check` shows what to mend in it first',
      });
    }
    const repository = await repositoryOfSubject(subject);
    const unread = unreadFiles([...findings, ...repository.findings]);
    sides.push({ cluster, files: { repository, releases, unread } });
  }
  return sides;
}
