import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Milliseconds in which a file counts as in use: another run may be about to read it. */
const inUse = 10 * 60_000;
/** Milliseconds after which a half-written file was left behind by a run that ended. */
const leftBehind = 60 * 60_000;

interface TrimOptions {
  readonly limit: number;
  readonly now: () => number;
}

interface OldFile {
  readonly path: string;
  readonly size: number;
  /** Milliseconds since the epoch of its last use. */
  readonly used: number;
}

/** Makes what keeps a cache's folder below its limit: the first time something is written, and after each sixteenth of the limit. */
export function createTrimmer({ limit, now }: TrimOptions): (root: string, bytes: number) => Promise<void> {
  let written = Number.POSITIVE_INFINITY;
  return async (root, bytes) => {
    written += bytes;
    if (written < limit / 16) return;
    written = 0;
    await trimCache(root, limit, now());
  };
}

/** Removes what was not used for longest until a quarter of the limit is free; nothing while the limit is kept. */
export async function trimCache(root: string, limit: number, now: number): Promise<void> {
  const parts = await filesIn(join(root, 'parts'));
  await removeAll(parts.filter(({ used }) => used < now - leftBehind));
  const files = [...(await filesIn(join(root, 'blobs'))), ...(await filesIn(join(root, 'names')))];
  let total = files.reduce((sum, { size }) => sum + size, 0);
  if (total <= limit) return;
  const unused = files.filter(({ used }) => used < now - inUse).sort((a, b) => a.used - b.used);
  for (const file of unused) {
    if (total <= (limit * 3) / 4) return;
    await removeAll([file]);
    total -= file.size;
  }
}

async function filesIn(folder: string): Promise<readonly OldFile[]> {
  const names = await readdir(folder).catch(() => []);
  const files = await Promise.all(names.map((name) => statFile(join(folder, name))));
  return files.filter((file) => file !== undefined);
}

/** Another run may have removed it in between. */
const statFile = (path: string): Promise<OldFile | undefined> =>
  stat(path).then(
    (found) => (found.isFile() ? { path, size: found.size, used: found.mtimeMs } : undefined),
    () => undefined,
  );

const removeAll = (files: readonly OldFile[]): Promise<unknown> =>
  Promise.all(files.map(({ path }) => rm(path, { force: true }).catch(() => undefined)));
