import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { type ProgramRun, runProgram } from '../charts/run-program.ts';
import { GatehouseError } from '../core/errors.ts';
import { removeAtExit } from '../core/leftovers.ts';
import { exists } from './find-subject.ts';

/** A side that can be read from the disk. */
export interface SideOnDisk {
  /** As it was named; a revision by its commit, which stays the same when more is committed. */
  readonly name: string;
  readonly path: string;
  readonly remove: () => Promise<void>;
}

const nothing = async () => undefined;

/**
 * The first side of a migration: what lies at a path, or, where nothing does, the second side as it was in a revision of its Git repository,
 * checked out into a temporary folder. The repository itself, its index and its work tree stay as they are.
 */
export async function openFirstSide(from: string, to: string): Promise<SideOnDisk> {
  if (await exists(from)) return { name: from, path: from, remove: nothing };
  if (!(await exists(to))) return { name: from, path: from, remove: nothing };
  const target = await realpath(resolve(to));
  const folder = statSync(target).isDirectory() ? target : dirname(target);
  const top = await git(folder, ['rev-parse', '--show-toplevel']);
  const commit = await git(folder, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${from}^{commit}`]);
  if (top.code !== 0 || commit.code !== 0) {
    const why =
      top.ended !== undefined
        ? `git${top.ended}`
        : top.code === 0
          ? `it is no revision of ${folder}`
          : `${folder} is in no Git repository`;
    throw new GatehouseError(`${from}: there is no such file or folder, and ${why}`, {
      hint: 'name two lab files, or a revision (HEAD~1, a branch, a tag) and the lab of the work tree',
    });
  }
  const root = top.stdout.trim();
  return checkOut(root, commit.stdout.trim(), relative(await realpath(root), target));
}

async function checkOut(root: string, commit: string, path: string): Promise<SideOnDisk> {
  const temporary = mkdtempSync(join(tmpdir(), 'gatehouse-migrate-'));
  const calledOff = removeAtExit(() => rmSync(temporary, { recursive: true, force: true }));
  const remove = async () => {
    await rm(temporary, { recursive: true, force: true });
    calledOff();
  };
  const index = { GIT_INDEX_FILE: join(temporary, 'index') };
  const tree = join(temporary, 'tree');
  const read = await git(root, ['read-tree', commit], index);
  const written = read.code === 0 ? await git(root, ['checkout-index', '--all', `--prefix=${tree}/`], index) : read;
  if (written.code === 0 && (await exists(join(tree, path))))
    return { name: commit.slice(0, 12), path: join(tree, path), remove };
  await remove();
  throw new GatehouseError(
    written.code === 0
      ? `${path} is not in the revision ${commit.slice(0, 12)}`
      : `git cannot check ${commit.slice(0, 12)} out: ${written.ended ?? written.stderr.trim()}`,
    { hint: 'name a revision that holds the lab, or two lab files' },
  );
}

const git = (
  folder: string,
  args: readonly string[],
  more: Readonly<Record<string, string>> = {},
): Promise<ProgramRun> =>
  runProgram({
    program: 'git',
    args: ['-C', folder, ...args],
    seconds: 60,
    environment: { ...environment(), ...more },
  });

/** What git needs of the environment: to be found, and to know whose repositories it may read. */
function environment(): Record<string, string> {
  const names = ['PATH', 'HOME', 'USERPROFILE', 'SystemRoot', 'XDG_CONFIG_HOME'];
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
