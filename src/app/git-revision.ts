import { mkdtempSync, rmSync } from 'node:fs';
import { realpath, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { type ProgramRun, runProgram } from '../charts/run-program.ts';
import { GatehouseError } from '../core/errors.ts';
import { removeAtExit } from '../core/leftovers.ts';
import { exists } from './find-subject.ts';

/** Files that can be read from the disk. */
export interface SideOnDisk {
  /** As they were named; a revision by its commit, which stays the same when more is committed. */
  readonly name: string;
  readonly path: string;
  /** The root of the revision on the disk, and of the repository it is of; undefined for what lies there anyway. */
  readonly root?: { readonly here: string; readonly of: string };
  readonly remove: () => Promise<void>;
}

const nothing = async () => undefined;

/** What a path stands for that is there already. */
export const sideAt = (path: string): SideOnDisk => ({ name: path, path, remove: nothing });

/**
 * A path as it was in a revision of its Git repository, written into a temporary folder. The repository, its index and its work tree stay as
 * they are; no hook runs, and nothing is fetched. `beside`: the files at the path are looked at, too. Rejects with a GatehouseError where that is no revision, or some of it is not there.
 */
export async function openRevision(
  revision: string,
  path: string,
  { hint, beside = false }: { readonly hint: string; readonly beside?: boolean },
): Promise<SideOnDisk> {
  const target = await realpath(resolve(path));
  const folder = (await stat(target)).isDirectory() ? target : dirname(target);
  const repository = await findRepository(folder);
  const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`];
  const commit = repository && (await git(folder, args));
  if (!repository || commit?.code !== 0) {
    const why = repository ? await whyNoRevision(folder, path) : `${path} is in no Git repository`;
    throw new GatehouseError(`${revision}: there is no such file or folder, and ${why}`, { hint });
  }
  if (repository.isBare && beside)
    throw new GatehouseError(`${path} is a bare repository: it has no files beside its revisions`, {
      hint: 'run it in there and name two revisions: gatehouse diff HEAD~1 HEAD',
    });
  const inside = repository.isBare ? '' : relative(await realpath(repository.top), target);
  return checkOut(repository, commit.stdout.trim(), inside);
}

interface GitRepository {
  readonly folder: string;
  /** Its root: of the work tree, or of the repository itself. */
  readonly top: string;
  readonly isBare: boolean;
}

async function findRepository(folder: string): Promise<GitRepository | undefined> {
  const { code, stdout, ended } = await git(folder, ['rev-parse', '--absolute-git-dir', '--is-bare-repository']);
  if (ended !== undefined) throw new GatehouseError(`git${ended}`, { hint: 'install git, or name two folders' });
  const [directory = '', bare] = stdout.split('\n');
  if (code !== 0) return undefined;
  if (bare === 'true') return { folder: directory, top: directory, isBare: true };
  const top = await git(folder, ['rev-parse', '--show-toplevel']);
  return top.code === 0 ? { folder: directory, top: top.stdout.trim(), isBare: false } : undefined;
}

/** Of a clone that does not hold its whole history, more may be there than it knows of. */
async function whyNoRevision(folder: string, path: string): Promise<string> {
  const { stdout } = await git(folder, ['rev-parse', '--is-shallow-repository']);
  return stdout.trim() === 'true'
    ? `this clone of ${path} is shallow and does not hold it: \`git fetch --unshallow\`, or \`fetch-depth: 0\` of actions/checkout`
    : `it is no revision of ${path}`;
}

async function checkOut({ folder, top }: GitRepository, commit: string, path: string): Promise<SideOnDisk> {
  const temporary = mkdtempSync(join(tmpdir(), 'gatehouse-revision-'));
  const calledOff = removeAtExit(() => rmSync(temporary, { recursive: true, force: true }));
  const remove = async () => {
    await rm(temporary, { recursive: true, force: true });
    calledOff();
  };
  const index = { GIT_INDEX_FILE: join(temporary, 'index') };
  const tree = join(temporary, 'tree');
  const into = ['--git-dir', folder, '--work-tree', temporary];
  const read = await git(temporary, [...into, 'read-tree', commit], index);
  const write = ['checkout-index', '--all', '--force', `--prefix=${tree}/`];
  const written = read.code === 0 ? await git(temporary, [...into, ...write], index) : read;
  const name = commit.slice(0, 12);
  if (written.code === 0 && (path === '' || (await exists(join(tree, path)))))
    return { name, path: join(tree, path), root: { here: tree, of: top }, remove };
  await remove();
  throw new GatehouseError(
    written.code === 0
      ? `${path} is not in the revision ${name}`
      : `git cannot check ${name} out: ${written.ended ?? firstLine(written.stderr)}`,
    {
      hint:
        written.code === 0
          ? 'name a revision that holds it, or two paths'
          : 'a partial clone does not hold all files: `git fetch --refetch --no-filter` brings them',
    },
  );
}

const firstLine = (text: string): string => text.trim().split('\n')[0] ?? '';

/** Neither hooks nor what watches files is run, and nothing is fetched. */
const quietly = ['-c', 'core.hooksPath=/dev/null', '-c', 'core.fsmonitor=false'];

const git = (
  folder: string,
  args: readonly string[],
  more: Readonly<Record<string, string>> = {},
): Promise<ProgramRun> =>
  runProgram({
    program: 'git',
    args: ['-C', folder, ...quietly, ...args],
    seconds: 60,
    environment: { ...environment(), GIT_ALLOW_PROTOCOL: 'none', GIT_NO_LAZY_FETCH: '1', ...more },
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
