import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { GatehouseError } from '../core/errors.ts';
import { compareText } from '../core/finding.ts';
import type { RenderDisk } from './render-disk.ts';

/** Where a rendered folder remembers what Gatehouse wrote. */
export const manifestName = '.gatehouse.json';

/** SHA-256 of a content, in hexadecimal. */
export const hashContent = (content: string | Buffer): string => createHash('sha256').update(content).digest('hex');

/** Which files of a folder are Gatehouse's own: content hashes by path. */
export interface Manifest {
  readonly written: ReadonlyMap<string, string>;
  /** What a render was about to put in place; it has ended when there is none. */
  readonly writing: ReadonlyMap<string, string>;
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
    const { files, writing = {} } = JSON.parse(text) as { files?: unknown; writing?: unknown };
    if (!isHashes(files) || !isHashes(writing)) return undefined;
    return { written: insideOnly(files), writing: insideOnly(writing) };
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
export function printManifest({ written, writing }: Manifest): string {
  const note = 'Written by gatehouse render: which files are its own. Keep it in Git.';
  const begun = writing.size > 0 && { writing: inOrder(writing) };
  return `${JSON.stringify({ note, version: 1, files: inOrder(written), ...begun }, null, 2)}\n`;
}

const inOrder = (hashes: ReadonlyMap<string, string>): Record<string, string> =>
  Object.fromEntries([...hashes].sort(([a], [b]) => compareText(a, b)));
