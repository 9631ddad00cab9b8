import { join, posix } from 'node:path';
import type { NeededSecret } from '../compose/composed-object.ts';
import type { FileTree } from '../core/file-tree.ts';
import type { Finding } from '../core/finding.ts';

/** Where files that a lab names are looked for. */
export interface KeptFiles {
  readonly labFile: string;
  /** The folder of the repository. */
  readonly folder: string;
  readonly secrets: readonly NeededSecret[];
  readonly composed: FileTree;
  /** What the folder holds now. */
  readonly standing: FileTree;
}

/** A finding for each encrypted Secret that a lab names by its file and that the folder does not have, or that is composed. */
export const missingKeptFiles = (kept: KeptFiles): readonly Finding[] =>
  kept.secrets.flatMap((secret) => {
    if (secret.from.sops === undefined) return [];
    const path = posix.normalize(secret.from.sops);
    if (kept.composed.has(path)) return [composedFile(kept.labFile, path, secret)];
    return kept.standing.has(path) ? [] : [missingFile(kept, path, secret)];
  });

function missingFile({ labFile, folder }: KeptFiles, path: string, secret: NeededSecret): Finding {
  const { namespace, name, key, purpose } = secret;
  const whole = join(folder, path);
  return {
    code: 'encrypted-secret-missing',
    severity: 'error',
    file: labFile,
    object: `Secret/${namespace}/${name}`,
    message: `${purpose} is to be kept in ${path}, but ${whole} is no file of the repository`,
    why: 'Flux builds the folder with everything it lists: one missing file stops the whole stage',
    hint: `gatehouse secrets init ${labFile} makes it; it is a Secret ${name} in namespace ${namespace} with the key ${key}, encrypted`,
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
