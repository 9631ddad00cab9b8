import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Runtime } from '../core/runtime.ts';
import { canonicalText, isJsonObject } from '../kube/json.ts';
import type { Json } from '../kube/object.ts';
import { parseJson, printJson } from '../kube/wide-json.ts';
import type { Rendering } from './contract.ts';
import type { HelmRequest } from './render-helm.ts';

/** Number of this form of what is kept: another one is not read. */
const form = 1;
const mostBytes = 256 * 1024 * 1024;
const mostFileBytes = 32 * 1024 * 1024;

/** Renderings that outlive a run. */
export interface RenderingCache {
  readonly read: (key: string) => Promise<Rendering | undefined>;
  /** Keeps a rendering; a folder that cannot be written is no failure. */
  readonly write: (key: string, rendering: Rendering) => Promise<void>;
}

/** What a rendering follows from: version of helm, content of the chart, release, values and cluster. */
export const renderingKey = ({ helm, archive, release, cluster }: HelmRequest): string =>
  createHash('sha256')
    .update(canonicalText([form, helm.version, archive.digest, { ...release }, { ...cluster }] as Json))
    .digest('hex');

/**
 * Keeps renderings in a folder that only this user can look into (values may be secrets): each is written beside its place and moved there,
 * so that two runs at once do no harm. The oldest go when there are more than 256 MiB.
 */
export function openRenderingCache(folder: string, { uid, now }: Pick<Runtime, 'uid' | 'now'>): RenderingCache {
  const fileOf = (key: string) => join(folder, `${key}.json`);
  return {
    read: async (key) => {
      try {
        const file = fileOf(key);
        const kept = parseJson(await readFile(file, 'utf8'));
        if (!isRendering(kept)) return undefined;
        // What is used stays: age is counted from the last use.
        await touch(file, now());
        return kept as unknown as Rendering;
      } catch {
        return undefined;
      }
    },
    write: async (key, rendering) => {
      const text = printJson(rendering);
      if (text.length > mostFileBytes) return;
      const passing = join(folder, `${key}.${uid()}.part`);
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        await writeFile(passing, text, { mode: 0o600 });
        await rename(passing, fileOf(key));
        await trim(folder);
      } catch {
        await rm(passing, { force: true }).catch(() => undefined);
      }
    },
  };
}

const isRendering = (value: unknown): boolean =>
  isJsonObject(value) && Array.isArray(value.definitions) && Array.isArray(value.objects) && Array.isArray(value.notes);

async function touch(file: string, now: number): Promise<void> {
  const { atime } = await stat(file);
  await utimes(file, atime, new Date(now));
}

/** Removes the least recently used files until what is left is small enough. */
async function trim(folder: string): Promise<void> {
  const names = await readdir(folder);
  const files = await Promise.all(names.map((name) => sizeOf(join(folder, name))));
  let bytes = files.reduce((sum, { size }) => sum + size, 0);
  for (const { file, size } of files.sort((a, b) => a.used - b.used)) {
    if (bytes <= mostBytes) return;
    await rm(file, { force: true });
    bytes -= size;
  }
}

async function sizeOf(file: string): Promise<{ readonly file: string; readonly size: number; readonly used: number }> {
  try {
    const { size, mtimeMs } = await stat(file);
    return { file, size, used: mtimeMs };
  } catch {
    // Another run has removed it meanwhile.
    return { file, size: 0, used: 0 };
  }
}
