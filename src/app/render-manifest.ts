import { hash } from 'node:crypto';
import { join } from 'node:path';
import { GatehouseError } from '../core/errors.ts';
import { compareText } from '../core/finding.ts';
import { packTexts, unpackTexts } from './render-base.ts';
import type { RenderDisk } from './render-disk.ts';

/** Where a rendered folder remembers what Gatehouse wrote. */
export const manifestName = '.gatehouse.json';

/** SHA-256 of a content, in hexadecimal. */
export const hashContent = (content: string | Buffer): string => hash('sha256', content);

/** Which files of a folder are Gatehouse's own: content hashes by path. */
export interface Manifest {
  /** What was composed for each, whether or not a person's edits were merged into what stands there. */
  readonly written: ReadonlyMap<string, string>;
  /** What a render was about to put in place; it has ended when there is none. */
  readonly writing: ReadonlyMap<string, string>;
  /** Of the files a render was about to put in place, those into which it merged a person's edits: hashes of what came of it. */
  readonly merging?: ReadonlyMap<string, string>;
  /** What was composed, by hash: the base of a merge. A folder that an older Gatehouse rendered has none. */
  readonly texts?: ReadonlyMap<string, string>;
}

/** Reads what a folder remembers. Fails when its manifest is none. */
export function readManifest(out: string, disk: RenderDisk): Manifest {
  const file = join(out, manifestName);
  const kind = disk.kindOf(file);
  if (kind === 'nothing') return { written: new Map(), writing: new Map() };
  const manifest = kind === 'file' ? parseManifest(disk.read(file).toString('utf8')) : undefined;
  if (manifest) return manifest;
  throw new GatehouseError(`${file} is not what Gatehouse wrote`, {
    hint: 'delete it, then render again with --force',
  });
}

function parseManifest(text: string): Manifest | undefined {
  try {
    const { files, writing = {}, merging = {}, base } = JSON.parse(text) as Readonly<Record<string, unknown>>;
    if (!isHashes(files) || !isHashes(writing) || !isHashes(merging)) return undefined;
    return {
      written: insideOnly(files),
      writing: insideOnly(writing),
      merging: insideOnly(merging),
      texts: new Map(unpackTexts(base).map((content) => [hashContent(content), content])),
    };
  } catch {
    return undefined;
  }
}

const isHashes = (value: unknown): value is Record<string, string> =>
  typeof value === 'object' && value !== null && Object.values(value).every((hash) => typeof hash === 'string');

const insideOnly = (hashes: Record<string, string>): ReadonlyMap<string, string> =>
  new Map(Object.entries(hashes).filter(([path]) => isInside(path)));

/** Whether a path stays inside the folder it is relative to, and out of Git's own. */
export const isInside = (path: string): boolean =>
  path !== '' &&
  path.split('/').every((step) => step !== '' && step !== '.' && step !== '..' && step.toLowerCase() !== '.git') &&
  !path.includes('\\') &&
  !path.includes('\0');

/** The text of a manifest. */
export function printManifest({ written, writing, merging, texts }: Manifest): string {
  const note = 'Written by gatehouse render: which files are its own, and what it composed. Keep it in Git.';
  const begun = {
    ...(writing.size > 0 && { writing: inOrder(writing) }),
    ...(merging && merging.size > 0 && { merging: inOrder(merging) }),
  };
  const base = texts && texts.size > 0 && { base: packTexts([...texts.values()]) };
  return `${JSON.stringify({ note, version: 1, files: inOrder(written), ...begun, ...base }, null, 2)}\n`;
}

const inOrder = (hashes: ReadonlyMap<string, string>): Record<string, string> =>
  Object.fromEntries([...hashes].sort(([a], [b]) => compareText(a, b)));
