import { createWriteStream } from 'node:fs';
import { open, realpath, rename, rm, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { GatehouseError } from '../core/errors.ts';
import { diskTrouble } from './disk-trouble.ts';

/** What is written, as a failure names it, and how a person gets around the failure. */
interface WholeFile {
  /** `the snapshot`, `the page`. */
  readonly what: string;
  /** What to do where the name is no file; another place is advised otherwise. */
  readonly instead: string;
  /** The option that names the file, e.g. `--out`. */
  readonly option: string;
  /** Permissions of a new file; by default what the user's umask leaves. */
  readonly mode?: number;
}

/** Writes a file whole or not at all: beside it first, brought to the disk, renamed. Rejects with the cause and what to do. */
export async function writeWhole(
  named: string,
  parts: Iterable<string | Uint8Array>,
  { what, instead, option, mode }: WholeFile,
): Promise<void> {
  // A link is followed, and what is no file (a device, a pipe) is never replaced by one.
  const path = await realpath(named).catch(() => named);
  const found = await stat(path).catch(() => undefined);
  if (found && !found.isFile())
    throw new GatehouseError(`cannot write ${what} ${named}: it is no file`, { hint: instead });
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    await pipeline(Readable.from(parts), createWriteStream(temporary, { mode }));
    const written = await open(temporary, 'r+');
    await written.sync().finally(() => written.close());
    await rename(temporary, path);
  } catch (thrown) {
    await rm(temporary, { force: true });
    throw new GatehouseError(`cannot write ${what} ${path}: ${diskTrouble(thrown)}`, {
      hint: `name a file in a folder that is there and may be written to: ${option} FILE`,
      cause: thrown,
    });
  }
}
