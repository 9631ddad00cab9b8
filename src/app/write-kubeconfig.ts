import { chmod, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { codeOf, GatehouseError } from '../core/errors.ts';

/** A kubeconfig on disk. */
export interface WrittenKubeconfig {
  readonly path: string;
  /** Removes it, unless somebody has put something else in its place. */
  readonly remove: () => Promise<void>;
}

/**
 * Writes a kubeconfig, readable by its owner only, to the path asked for or to a new temporary folder. Rejects when a kubeconfig of
 * another cluster stands there.
 */
export async function writeKubeconfig(asked: string | undefined, text: string): Promise<WrittenKubeconfig> {
  if (asked === undefined) {
    const folder = await mkdtemp(join(tmpdir(), 'gatehouse-'));
    const path = join(folder, 'kubeconfig');
    await writeFile(path, text, { mode: 0o600, flag: 'wx' });
    return { path, remove: () => rm(folder, { recursive: true, force: true }) };
  }
  const path = resolve(asked);
  await refuseForeign(path);
  await replaceFile(path, text);
  const remove = async () => {
    if ((await readOrUndefined(path)) === text) await rm(path, { force: true });
  };
  return { path, remove };
}

/** What an earlier run left behind may be replaced, a person's own clusters may not. */
async function refuseForeign(path: string): Promise<void> {
  const present = await readOrUndefined(path);
  if (!present?.trim() || /^current-context: gatehouse$/m.test(present)) return;
  throw new GatehouseError(`${path} is the kubeconfig of another cluster`, {
    hint: 'it would be overwritten: name another file with --kubeconfig',
  });
}

async function readOrUndefined(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return undefined;
    throw cannotWrite(path, thrown);
  }
}

/** Whole or not at all, and never readable by others in between. */
async function replaceFile(path: string, text: string): Promise<void> {
  const folder = await mkdtemp(join(dirname(path), '.gatehouse-')).catch((thrown: unknown) => {
    throw cannotWrite(path, thrown);
  });
  try {
    const temporary = join(folder, 'kubeconfig');
    await writeFile(temporary, text, { mode: 0o600 });
    await chmod(temporary, 0o600);
    await rename(temporary, path);
  } catch (thrown) {
    throw cannotWrite(path, thrown);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const cannotWrite = (path: string, cause: unknown) =>
  new GatehouseError(`cannot write the kubeconfig ${path}`, {
    cause,
    hint: 'name a file in a folder that exists and may be written to: --kubeconfig FILE',
  });
