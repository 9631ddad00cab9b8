import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { readFile, rm, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { type Runtime, realRuntime } from '../core/runtime.ts';
import { cacheHome } from './cache-folder.ts';
import { createTrimmer } from './cache-trim.ts';
import { createCacheWriter, type KeepLimits, type Kept } from './cache-write.ts';

/** What a name stood for when it was asked about. */
export interface Remembered {
  readonly digest: string;
  /** When it was asked, as RFC 3339. */
  readonly asked: string;
  /** What the server calls this state of it, to be asked whether it still is (RFC 9110 section 8.8.3). */
  readonly etag?: string;
}

/** What was brought, by its digest, and what names stood for. Two runs may use one folder at once. */
export interface Cache {
  /** The file with this content; undefined when it is not there, or is something else by now. */
  readonly find: (digest: string) => Promise<string | undefined>;
  /** The content; undefined as with `find`. */
  readonly read: (digest: string) => Promise<Buffer | undefined>;
  /** Keeps a stream. Rejects when it is longer than allowed, or has another digest than it should; nothing of it stays then. */
  readonly keep: (content: AsyncIterable<Uint8Array>, limits: KeepLimits) => Promise<Kept>;
  readonly recall: (name: string) => Promise<Remembered | undefined>;
  readonly remember: (name: string, about: Omit<Remembered, 'asked'>) => Promise<void>;
}

/** Where a cache is, and how much it holds. */
export interface CacheOptions {
  /** Default: {@link cacheHome}. */
  readonly folder?: string;
  /** Bytes above which what was not used for longest is removed; default 512 MiB. */
  readonly limit?: number;
  readonly runtime?: Pick<Runtime, 'now' | 'uid'>;
}

/** Opens the cache. Nothing is made before something is kept; where nothing can be kept, it is kept until the process ends. */
export function openCache(options: CacheOptions = {}): Cache {
  const { folder = cacheHome(), limit = 512 * 1024 * 1024, runtime = realRuntime() } = options;
  const writer = createCacheWriter({ folder, runtime, onWritten: createTrimmer({ limit, now: runtime.now }) });
  const find = async (digest: string): Promise<string | undefined> => {
    for (const root of writer.folders()) {
      const path = blobPath(root, digest);
      if (path !== undefined && (await holds(path, digest))) return touched(path, runtime.now());
    }
    return undefined;
  };
  return {
    find,
    read: async (digest) => {
      const path = await find(digest);
      return path === undefined ? undefined : readFile(path).catch(() => undefined);
    },
    keep: writer.keep,
    recall: async (name) => {
      for (const root of writer.folders()) {
        const found = await readRemembered(namePath(root, name), name);
        if (found) return found;
      }
      return undefined;
    },
    remember: (name, about) => {
      const asked = new Date(runtime.now()).toISOString();
      return writer.write((root) => namePath(root, name), `${JSON.stringify({ name, ...about, asked })}\n`);
    },
  };
}

/** Where the content of a digest stands in a cache's folder; undefined for a digest that is not sha256. */
export function blobPath(root: string, digest: string): string | undefined {
  const hex = /^sha256:([0-9a-f]{64})$/.exec(digest)?.[1];
  return hex === undefined ? undefined : join(root, 'blobs', hex);
}

const namePath = (root: string, name: string): string =>
  join(root, 'names', `${createHash('sha256').update(name).digest('hex')}.json`);

/** Whether a file has the content its name says: what a broken disk or another program wrote there is removed. */
async function holds(path: string, digest: string): Promise<boolean> {
  const hash = createHash('sha256');
  try {
    for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  } catch {
    return false;
  }
  if (`sha256:${hash.digest('hex')}` === digest) return true;
  await rm(path, { force: true }).catch(() => undefined);
  return false;
}

/** Notes the use of a file; a folder that cannot be written to is used as it is. */
async function touched(path: string, now: number): Promise<string> {
  await utimes(path, now / 1000, now / 1000).catch(() => undefined);
  return path;
}

async function readRemembered(path: string, name: string): Promise<Remembered | undefined> {
  // Nearly all names that are asked for were never brought: a promise that fails costs much more than to see that.
  if (!existsSync(path)) return undefined;
  try {
    const read = JSON.parse(await readFile(path, 'utf8')) as Remembered & { readonly name: string };
    const { digest, asked, etag } = read;
    if (read.name !== name || typeof digest !== 'string' || typeof asked !== 'string') return undefined;
    return { digest, asked, ...(typeof etag === 'string' && { etag }) };
  } catch {
    return undefined;
  }
}
