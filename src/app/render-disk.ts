import {
  accessSync,
  constants,
  lstatSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { codeOf, GatehouseError } from '../core/errors.ts';
import { diskTrouble } from './disk-trouble.ts';
import { makeFolders } from './make-folders.ts';
import { bringToDisk } from './write-through.ts';

/** The few things rendering does to a disk; each fails with an error that names the file. */
export interface RenderDisk {
  /** What is at the path, symbolic links not followed. */
  readonly kindOf: (path: string) => 'file' | 'folder' | 'other' | 'nothing';
  readonly read: (path: string) => Buffer;
  /** Names in a folder; none when there is no such folder. */
  readonly list: (path: string) => readonly string[];
  /** When a folder's content last changed, in milliseconds of the disk's own clock; 0 when it is gone. */
  readonly changedAt: (path: string) => number;
  /** Fails when nothing may be created in the folder. */
  readonly checkWritable: (folder: string) => void;
  /** Writes a new file; never follows a link that waits in its place. Its error names `shown`. */
  readonly write: (path: string, text: string, shown?: string) => void;
  /** Waits until a file's content is on the disk itself. Its error names `shown`. */
  readonly syncFile: (path: string, shown?: string) => Promise<void>;
  /** Waits until the names in a folder are on the disk itself. */
  readonly syncFolder: (path: string) => Promise<void>;
  /** Makes a folder and those above it; gives the uppermost that was made. */
  readonly makeFolder: (path: string) => string | undefined;
  readonly rename: (from: string, to: string) => void;
  readonly remove: (path: string) => void;
  /** Removes the folder if it is empty; tells whether it is gone. */
  readonly removeEmptyFolder: (path: string) => boolean;
}

/** The machine's disk. */
export const realDisk: RenderDisk = {
  kindOf: (path) => naming('look at', path, () => kindOf(path)),
  read: (path) => naming('read', path, () => readFileSync(path)),
  list: (path) => naming('read', path, () => listFolder(path)),
  changedAt: (path) => naming('look at', path, () => lstatSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0),
  checkWritable: (folder) => naming('write into', folder, () => accessSync(folder, constants.W_OK | constants.X_OK)),
  write: (path, text, shown = path) => naming('write', shown, () => writeFileSync(path, text, { flag: 'wx' })),
  syncFile: async (path, shown = path) => {
    try {
      await bringToDisk(path);
    } catch (cause) {
      throw named('write', shown, cause);
    }
  },
  syncFolder,
  makeFolder: (path) => naming('create the folder', path, () => makeFolders(path)),
  rename: (from, to) => naming('write', to, () => renameSync(from, to)),
  remove: (path) => naming('remove', path, () => rmSync(path, { force: true })),
  removeEmptyFolder: (path) => {
    try {
      rmdirSync(path);
      return true;
    } catch (cause) {
      return codeOf(cause) === 'ENOENT';
    }
  },
};

function kindOf(path: string): ReturnType<RenderDisk['kindOf']> {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (!stats) return 'nothing';
  return stats.isFile() ? 'file' : stats.isDirectory() ? 'folder' : 'other';
}

function listFolder(path: string): string[] {
  try {
    return readdirSync(path);
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return [];
    throw thrown;
  }
}

/** Not every system opens folders, and not every disk syncs them; the content of the files is safe all the same. */
async function syncFolder(path: string): Promise<void> {
  try {
    await bringToDisk(path);
  } catch (cause) {
    if (codeOf(cause) === 'EIO' || codeOf(cause) === 'ENOSPC') throw named('write into', path, cause);
  }
}

const elsewhere = 'choose another folder with --out';
const hints: Readonly<Record<string, string>> = {
  EACCES: `${elsewhere}, or change its permissions`,
  EPERM: `${elsewhere}, or change its permissions`,
  EROFS: elsewhere,
  ENOSPC: 'free some space; nothing was changed',
  EDQUOT: 'free some space; nothing was changed',
  ENOTDIR: `move it away, or ${elsewhere}`,
  EEXIST: `move it away, or ${elsewhere}`,
  EISDIR: `move it away, or ${elsewhere}`,
  EXDEV: elsewhere,
  ENAMETOOLONG: 'choose shorter names in the lab file',
};

const readHints: Readonly<Record<string, string>> = {
  EACCES: 'change its permissions, or run as who may read it',
  EPERM: 'change its permissions, or run as who may read it',
};

function naming<T>(verb: string, path: string, act: () => T): T {
  try {
    return act();
  } catch (cause) {
    throw named(verb, path, cause);
  }
}

function named(verb: string, path: string, cause: unknown): GatehouseError {
  // Commands without --out read the folder, too.
  const reads = verb === 'read' || verb === 'look at';
  const hint = reads ? readHints[codeOf(cause) ?? ''] : hints[codeOf(cause) ?? ''];
  return new GatehouseError(`cannot ${verb} ${path}: ${diskTrouble(cause)}`, hint === undefined ? {} : { hint });
}
