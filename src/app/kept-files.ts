import { readFile, realpath } from 'node:fs/promises';
import { dirname, join, posix, sep } from 'node:path';
import type { NeededSecret } from '../compose/component.ts';
import { codeOf } from '../core/errors.ts';
import { type FileTree, sortTree } from '../core/file-tree.ts';
import type { Finding } from '../core/finding.ts';

/** Folder beside the lab file that holds the repository, unless another is named. */
export const repositoryFolder = 'repository';

/** Files of a lab's repository that are not composed but kept there by a person. */
export interface KeptFiles {
  readonly tree: FileTree;
  /** A finding for each file that the lab names and the folder does not have, or that is composed. */
  readonly missing: readonly Finding[];
}

/** Reads the encrypted Secrets that a lab names from the repository's folder beside the lab file; a composed file is never replaced by one. */
export async function readKeptFiles(
  labFile: string,
  secrets: readonly NeededSecret[],
  composed: FileTree,
): Promise<KeptFiles> {
  const files: [string, string][] = [];
  const missing: Finding[] = [];
  for (const secret of secrets) {
    if (secret.from.sops === undefined) continue;
    const path = posix.normalize(secret.from.sops);
    if (composed.has(path)) {
      missing.push(composedFile(labFile, path, secret));
      continue;
    }
    const text = await readInside(join(dirname(labFile), repositoryFolder), path);
    if (text === undefined) missing.push(missingFile(labFile, path, secret));
    else files.push([path, text]);
  }
  return { tree: sortTree(files), missing };
}

/** The text of a file of the folder; undefined when there is none, or a link there leads out of the folder. */
async function readInside(folder: string, path: string): Promise<string | undefined> {
  try {
    const file = await realpath(join(folder, path));
    if (!file.startsWith((await realpath(folder)) + sep)) return undefined;
    return await readFile(file, 'utf8');
  } catch (thrown) {
    const code = codeOf(thrown);
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR') return undefined;
    throw thrown;
  }
}

function missingFile(labFile: string, path: string, { namespace, name, key, purpose }: NeededSecret): Finding {
  const whole = join(dirname(labFile), repositoryFolder, path);
  return {
    code: 'encrypted-secret-missing',
    severity: 'error',
    file: labFile,
    object: `Secret/${namespace}/${name}`,
    message: `${purpose} is to be kept in ${path}, but ${whole} is no file of the repository`,
    why: 'Flux builds the folder with everything it lists: one missing file stops the whole stage',
    hint: `write a Secret ${name} in namespace ${namespace} with the key ${key}, encrypted by \`sops --encrypt --in-place ${path}\``,
  };
}

const composedFile = (labFile: string, path: string, { namespace, name, purpose }: NeededSecret): Finding => ({
  code: 'encrypted-secret-composed',
  severity: 'error',
  file: labFile,
  object: `Secret/${namespace}/${name}`,
  message: `${purpose} is to be kept in ${path}, but Gatehouse composes that file`,
  why: 'a file of the repository is either composed or kept by a person',
  hint: 'name another file for the Secret',
});
