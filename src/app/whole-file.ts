import {
  chmodSync,
  chownSync,
  closeSync,
  fsyncSync,
  linkSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { codeOf } from '../core/errors.ts';
import { realRuns } from './run-owner.ts';

/** Whose a file is, and who may read it. */
export interface FileOwnership {
  readonly mode: number;
  readonly uid?: number;
  readonly gid?: number;
}

/** Puts a whole text in the place of a file, or leaves what is there: it is written beside it, brought to the disk and renamed. */
export function replaceFile(path: string, text: string, ownership: FileOwnership): void {
  sweep(path);
  withTemporary(path, text, ownership.mode, (temporary) => {
    chmodSync(temporary, ownership.mode);
    keepOwner(temporary, ownership);
    renameSync(temporary, path);
  });
  syncFolder(dirname(path));
}

/** Makes a file whole, and never over another, be it a dangling link. Tells whether there was none. */
export function createFile(path: string, text: string, mode = 0o666): boolean {
  sweep(path);
  try {
    withTemporary(path, text, mode, (temporary) => linkSync(temporary, path));
  } catch (thrown) {
    if (codeOf(thrown) === 'EEXIST') return false;
    // Disks without links: exclusive all the same, only a crash in these moments could leave a part.
    if (!noLinks.has(codeOf(thrown))) throw thrown;
    try {
      writeFileSync(path, text, { flag: 'wx', mode });
    } catch (second) {
      if (codeOf(second) === 'EEXIST') return false;
      throw second;
    }
  }
  syncFolder(dirname(path));
  return true;
}

const noLinks: ReadonlySet<string | undefined> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']);

function withTemporary(path: string, text: string, mode: number, place: (temporary: string) => void): void {
  const temporary = join(dirname(path), `${prefixFor(path)}${realRuns.next()}`);
  try {
    const file = openSync(temporary, 'wx', mode);
    try {
      writeFileSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    place(temporary);
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** Who runs this for somebody else, as `sudo` does, leaves the file to its owner. */
function keepOwner(path: string, { uid, gid }: FileOwnership): void {
  if (uid === undefined || gid === undefined) return;
  if (uid === process.getuid?.() && gid === process.getgid?.()) return;
  try {
    chownSync(path, uid, gid);
  } catch {
    // Nobody but the superuser may; the file is then the one's who writes it.
  }
}

const prefixFor = (path: string): string => `.${basename(path)}.gatehouse-`;

/** Removes what killed runs left beside a file. */
function sweep(path: string): void {
  const prefix = prefixFor(path);
  for (const name of readdirSync(dirname(path))) {
    if (name.startsWith(prefix) && realRuns.stateOf(name.slice(prefix.length)) === 'dead') {
      rmSync(join(dirname(path), name), { force: true });
    }
  }
}

/** Not every system opens folders, and not every disk syncs them. */
function syncFolder(path: string): void {
  try {
    const folder = openSync(path, 'r');
    try {
      fsyncSync(folder);
    } finally {
      closeSync(folder);
    }
  } catch {
    // The file is whole all the same.
  }
}
