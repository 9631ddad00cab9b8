import { realpath } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { GatehouseError } from '../core/errors.ts';
import { compareText } from '../core/finding.ts';
import type { Change, OpenQuestion } from './diff/contract.ts';
import { diffParts } from './diff/index.ts';
import { countKinds, type KindCount } from './diff/objects.ts';
import { readSides, type SideFiles } from './diff/read-sides.ts';
import { exists } from './find-subject.ts';
import { openRevision, type SideOnDisk, sideAt } from './git-revision.ts';
import { loadSubject, repositoryOfSubject, type SubjectOptions } from './load-subject.ts';
import { schemaVersion } from './up-report.ts';

/** What one part of the comparison came to. */
export interface PartReport {
  readonly id: string;
  readonly title: string;
  readonly changes: readonly Change[];
  readonly unknown: readonly OpenQuestion[];
}

/** What `gatehouse diff` came to: its JSON output. */
export interface DiffReport {
  readonly schemaVersion: typeof schemaVersion;
  /** The state before, as it was named; a revision by its commit. */
  readonly base: string;
  readonly head: string;
  /** Whether nothing that is known differs. */
  readonly same: boolean;
  /** In order of danger; those with nothing to say are left out. */
  readonly parts: readonly PartReport[];
  /** Objects that come, go and change, by kind. */
  readonly kinds: readonly KindCount[];
}

/** Compares what two states of the files do: a revision, a folder or a lab file, and the one at a path. Rejects with a GatehouseError when one cannot be read. */
export async function diff(base: string, path: string, options: SubjectOptions = {}): Promise<DiffReport> {
  const [old, now] = await openSides(base, path);
  try {
    const before = await readFiles(old, { ...options, ...(await labOn(old, options.lab)) });
    const after = await readFiles(now, { ...options, ...(await labOn(now, options.lab)) });
    return { schemaVersion, base: old.name, head: now.name, ...(await compare(before, after)) };
  } finally {
    await old.remove();
    await now.remove();
  }
}

/** Holds two states against each other, part by part. */
export async function compare(old: SideFiles, now: SideFiles): Promise<Pick<DiffReport, 'same' | 'parts' | 'kinds'>> {
  const { before, after, changes, unknown } = await readSides(old, now);
  const parts: PartReport[] = [{ id: 'builds', title: 'builds', changes, unknown }];
  for (const { id, title, compare: look } of diffParts) {
    const { changes: found, unknown: open = [] } = await look(before, after);
    parts.push({ id, title, changes: inOrder(found), unknown: open });
  }
  const told = parts.filter((part) => part.changes.length + part.unknown.length > 0);
  const same = parts.every((part) => part.changes.length === 0);
  return { same, parts: told, kinds: countKinds(before, after) };
}

const rank = { danger: 0, notice: 1, note: 2 } as const;

const inOrder = (changes: readonly Change[]): readonly Change[] =>
  [...changes].sort(
    (a, b) => rank[a.weight] - rank[b.weight] || compareText(a.subject, b.subject) || compareText(a.text, b.text),
  );

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

async function readFiles({ name, path }: SideOnDisk, options: SubjectOptions): Promise<SideFiles> {
  const subject = await loadSubject(path, options);
  if (!subject.usable) {
    const first = subject.findings.find(({ severity }) => severity === 'error') ?? subject.findings[0];
    throw new GatehouseError(`${name}: ${first?.message ?? 'it cannot be read'}`, {
      hint: `\`gatehouse check\` shows what to mend in it first`,
    });
  }
  return { repository: await repositoryOfSubject(subject), releases: subject.releases };
}
