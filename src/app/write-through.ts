import { closeSync, fsync, openSync, writeFileSync } from 'node:fs';
import { promisify } from 'node:util';

/** The one call that takes long: the others are over before another thread would have begun them. */
const sync = promisify(fsync);

/** Writes a file that is not there yet, and waits until it is on the disk itself; never follows a link that waits in its place. Rejects as Node does. */
export async function writeThrough(path: string, text: string, mode = 0o666): Promise<void> {
  const file = openSync(path, 'wx', mode);
  try {
    writeFileSync(file, text);
    await sync(file);
  } finally {
    closeSync(file);
  }
}

/** Waits until a file's content, or the names in a folder, are on the disk itself. Rejects as Node does. */
export async function bringToDisk(path: string): Promise<void> {
  const opened = openSync(path, 'r');
  try {
    await sync(opened);
  } finally {
    closeSync(opened);
  }
}
