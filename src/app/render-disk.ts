import { lstatSync, mkdirSync, readFileSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { codeOf, GatehouseError, messageOf } from '../core/errors.ts';

/** The few things rendering does to a disk; each fails with an error that names the file. */
export interface RenderDisk {
  /** What is at the path, symbolic links not followed. */
  readonly kindOf: (path: string) => 'file' | 'folder' | 'other' | 'nothing';
  readonly read: (path: string) => Buffer;
  /** Writes a new file; never follows a link that waits in its place. */
  readonly write: (path: string, text: string) => void;
  readonly makeFolder: (path: string) => void;
  readonly rename: (from: string, to: string) => void;
  readonly remove: (path: string) => void;
  /** Removes the folder if it is empty; tells whether it was. */
  readonly removeEmptyFolder: (path: string) => boolean;
}

/** The machine's disk. */
export const realDisk: RenderDisk = {
  kindOf: (path) => naming('look at', path, () => kindOf(path)),
  read: (path) => naming('read', path, () => readFileSync(path)),
  write: (path, text) =>
    naming('write', path, () => {
      rmSync(path, { force: true });
      writeFileSync(path, text, { flag: 'wx' });
    }),
  makeFolder: (path) => naming('create the folder', path, () => void mkdirSync(path, { recursive: true })),
  rename: (from, to) => naming('write', to, () => renameSync(from, to)),
  remove: (path) => naming('remove', path, () => rmSync(path, { force: true })),
  removeEmptyFolder: (path) => {
    try {
      rmdirSync(path);
      return true;
    } catch {
      return false;
    }
  },
};

function kindOf(path: string): ReturnType<RenderDisk['kindOf']> {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (!stats) return 'nothing';
  return stats.isFile() ? 'file' : stats.isDirectory() ? 'folder' : 'other';
}

const causes: Readonly<Record<string, readonly [text: string, hint: string]>> = {
  EACCES: ['permission denied', 'choose another folder with --out, or change its permissions'],
  EPERM: ['not permitted', 'choose another folder with --out, or change its permissions'],
  EROFS: ['the file system is read-only', 'choose another folder with --out'],
  ENOSPC: ['the disk is full', 'free some space; nothing was changed'],
  EDQUOT: ['the disk quota is used up', 'free some space; nothing was changed'],
  ENOTDIR: ['a file stands where a folder is needed', 'move it away, or choose another folder with --out'],
  EEXIST: ['a file stands where a folder is needed', 'move it away, or choose another folder with --out'],
  EISDIR: ['a folder stands where a file is needed', 'move it away, or choose another folder with --out'],
  ENAMETOOLONG: ['the name is too long', 'choose shorter names in the lab file'],
};

function naming<T>(verb: string, path: string, act: () => T): T {
  try {
    return act();
  } catch (cause) {
    const [text, hint] = causes[codeOf(cause) ?? ''] ?? [messageOf(cause), undefined];
    throw new GatehouseError(`cannot ${verb} ${path}: ${text}`, { cause, ...(hint && { hint }) });
  }
}
