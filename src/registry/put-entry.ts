import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Runtime } from '../core/runtime.ts';

/** Where entries are kept, and how much of them. */
export interface KeptOptions {
  readonly folder: string;
  /** Bytes above which what was not used for longest is removed. */
  readonly limit: number;
  /** Files above which the same is done; default 512. */
  readonly most?: number;
  readonly runtime: Pick<Runtime, 'now' | 'uid'>;
}

/** Milliseconds after which a half-written file was left behind by a run that ended. */
const leftBehind = 60 * 60_000;

/**
 * Puts a file into a folder that only this user can look into: beside its place first and renamed, so that nobody ever reads half of one. What
 * was not used for longest makes room. Never rejects: where nothing can be kept, nothing is.
 */
export async function putEntry(
  { folder, limit, most = 512, runtime }: KeptOptions,
  key: string,
  content: string | Uint8Array,
): Promise<void> {
  const part = join(folder, `${key}.${runtime.uid()}.part`);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeFile(part, content, { mode: 0o600, flag: 'wx' });
    await rename(part, join(folder, key));
    await trim(folder, { limit, most, now: runtime.now() });
  } catch {
    await rm(part, { force: true }).catch(() => undefined);
  }
}

interface Bounds {
  readonly limit: number;
  readonly most: number;
  readonly now: number;
}

/** Removes what was left half-written, and what was not used for longest until a quarter is free; nothing while the bounds are kept. */
async function trim(folder: string, { limit, most, now }: Bounds): Promise<void> {
  const files = (await Promise.all((await readdir(folder)).map((name) => look(folder, name)))).flat();
  const stale = files.filter(({ path, used }) => path.endsWith('.part') && used < now - leftBehind);
  const kept = files.filter(({ path }) => !path.endsWith('.part')).sort((a, b) => a.used - b.used);
  let bytes = kept.reduce((sum, { size }) => sum + size, 0);
  let count = kept.length;
  const isOver = bytes > limit || count > most;
  const old = kept.filter(({ size }) => {
    if (!isOver || (bytes <= (limit * 3) / 4 && count <= (most * 3) / 4)) return false;
    bytes -= size;
    count -= 1;
    return true;
  });
  await Promise.all([...stale, ...old].map(({ path }) => rm(path, { force: true })));
}

/** A file and its last use; none where another run has removed it meanwhile. */
async function look(folder: string, name: string) {
  const path = join(folder, name);
  const found = await stat(path).catch(() => undefined);
  return found ? [{ path, size: found.size, used: found.mtimeMs }] : [];
}
