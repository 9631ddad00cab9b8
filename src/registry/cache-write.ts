import { createHash } from 'node:crypto';
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { codeOf, GatehouseError, messageOf } from '../core/errors.ts';
import type { Runtime } from '../core/runtime.ts';
import { passingFolder } from './cache-folder.ts';

/** What may be kept. */
export interface KeepLimits {
  /** The digest that it must have. */
  readonly digest?: string;
  readonly maxBytes: number;
}

/** What was kept. */
export interface Kept {
  readonly path: string;
  readonly digest: string;
  readonly size: number;
}

/** Content that is not what was asked for. */
export class ContentError extends Error {}

interface WriterOptions {
  readonly folder: string | undefined;
  readonly runtime: Pick<Runtime, 'uid'>;
  /** Told of each file written. */
  readonly onWritten: (root: string, bytes: number) => Promise<void>;
}

/** Codes of a folder in which nothing can be kept. */
const unwritable = ['EACCES', 'EPERM', 'EROFS', 'ENOENT', 'ENOTDIR', 'ENOSPC', 'EDQUOT', 'EEXIST'];

/** Writes files of a cache: beside their place first, then renamed, so that nobody ever reads half of one. */
export function createCacheWriter({ folder, runtime, onWritten }: WriterOptions) {
  let passing: string | undefined;
  const passingRoot = () => {
    passing ??= passingFolder();
    return passing;
  };
  const openPart = async (root: string): Promise<Part> => {
    const path = join(root, 'parts', runtime.uid());
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    return { root, path, file: await open(path, 'wx', 0o600) };
  };
  const newPart = async (): Promise<Part> => {
    if (folder === undefined || passing !== undefined) return openPart(passingRoot());
    try {
      return await openPart(folder);
    } catch (thrown) {
      if (!unwritable.includes(codeOf(thrown) ?? '')) throw cannotKeep(folder, thrown);
      return openPart(passingRoot());
    }
  };
  const settle = async (part: Part, path: string, bytes: number): Promise<void> => {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await rename(part.path, path);
    await onWritten(part.root, bytes);
  };
  return {
    /** Where files may stand, the first to be looked at first. */
    folders: (): readonly string[] => [folder, passing].filter((each) => each !== undefined),
    keep: (content: AsyncIterable<Uint8Array>, limits: KeepLimits): Promise<Kept> =>
      withPart(newPart, async (part) => {
        const { digest, size } = await pour(content, part.file, limits);
        const path = join(part.root, 'blobs', digest.slice('sha256:'.length));
        await settle(part, path, size);
        return { path, digest, size };
      }),
    write: (place: (root: string) => string, text: string): Promise<void> =>
      withPart(newPart, async (part) => {
        await part.file.writeFile(text);
        await settle(part, place(part.root), Buffer.byteLength(text));
      }),
  };
}

/** A file that is being written. */
interface Part {
  readonly root: string;
  readonly path: string;
  readonly file: FileHandle;
}

async function withPart<T>(start: () => Promise<Part>, work: (part: Part) => Promise<T>): Promise<T> {
  const part = await start();
  try {
    return await work(part);
  } catch (thrown) {
    throw codeOf(thrown) === 'ENOSPC' ? cannotKeep(part.root, thrown) : thrown;
  } finally {
    await part.file.close();
    await rm(part.path, { force: true });
  }
}

/** Writes a stream to a file and gives the digest and size of what came. */
async function pour(content: AsyncIterable<Uint8Array>, file: FileHandle, limits: KeepLimits) {
  const hash = createHash('sha256');
  let size = 0;
  for await (const chunk of content) {
    size += chunk.byteLength;
    if (size > limits.maxBytes) throw new ContentError(`longer than ${limits.maxBytes} bytes`);
    hash.update(chunk);
    await file.writeFile(chunk);
  }
  const digest = `sha256:${hash.digest('hex')}`;
  if (limits.digest !== undefined && limits.digest !== digest)
    throw new ContentError(`its digest is ${digest}, not ${limits.digest}`);
  return { digest, size };
}

const cannotKeep = (folder: string, cause: unknown) =>
  new GatehouseError(`cannot write to ${folder}: ${messageOf(cause)}`, {
    hint: 'make room there, or set XDG_CACHE_HOME to another folder',
    cause,
  });
