import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Runtime } from '../core/runtime.ts';

/** Texts that outlive a run, each by what it follows from. Two runs may use one folder at once. */
export interface KeptEntries {
  /** The text that was kept; undefined where there is none, or where it is not what was written. Never rejects. */
  readonly read: (key: string) => Promise<string | undefined>;
  /** Keeps a text. Never rejects: where nothing can be kept, nothing is. */
  readonly write: (key: string, text: string) => Promise<void>;
}

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
 * Opens a folder of texts that only this user can look into. A file begins with the digest of its text, so that a cut or changed one counts
 * for nothing; it is written beside its place first and renamed, so that nobody ever reads half of one. Keys are file names.
 */
export function openKeptEntries({ folder, limit, most = 512, runtime }: KeptOptions): KeptEntries {
  return {
    read: async (key) => {
      const path = join(folder, key);
      try {
        const text = unseal(await readFile(path));
        if (text === undefined) await rm(path, { force: true });
        else await utimes(path, runtime.now() / 1000, runtime.now() / 1000).catch(() => undefined);
        return text;
      } catch {
        return undefined;
      }
    },
    write: async (key, text) => {
      if (text.length > limit / 4) return;
      const part = join(folder, `${key}.${runtime.uid()}.part`);
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        await writeFile(part, `${digestOf(text)}\n${text}`, { mode: 0o600, flag: 'wx' });
        await rename(part, join(folder, key));
        await trim(folder, { limit, most, now: runtime.now() });
      } catch {
        await rm(part, { force: true }).catch(() => undefined);
      }
    },
  };
}

const digestOf = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex');

/** Characters of a digest. */
const digestLength = 64;

function unseal(content: Buffer): string | undefined {
  const text = content.subarray(digestLength + 1);
  return content.toString('latin1', 0, digestLength + 1) === `${digestOf(text)}\n` ? text.toString('utf8') : undefined;
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
