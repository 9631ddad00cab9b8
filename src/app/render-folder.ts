import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { GatehouseError } from '../core/errors.ts';
import { compareText } from '../core/finding.ts';
import type { RenderDisk } from './render-disk.ts';
import type { FolderState } from './render-plan.ts';

/** Where a rendered folder remembers what Gatehouse wrote. */
export const manifestName = '.gatehouse.json';

/** SHA-256 of a content, in hexadecimal. */
export const hashContent = (content: string | Buffer): string => createHash('sha256').update(content).digest('hex');

/** Reads what concerns the given paths: what Gatehouse wrote before, and what is there now. */
export function readFolder(out: string, paths: Iterable<string>, disk: RenderDisk): FolderState {
  const written = readManifest(out, disk);
  const folders = new Map<string, boolean>();
  const present = new Map<string, string>();
  for (const path of new Set([...paths, ...written.keys()])) {
    if (!isInside(path))
      throw new GatehouseError(`${path} is no path inside the repository`, {
        hint: 'mend repository.folders in the lab file',
      });
    if (!hasPlainFolders(out, path, folders, disk)) continue;
    const kind = disk.kindOf(join(out, path));
    if (kind === 'folder')
      throw new GatehouseError(`cannot write ${join(out, path)}: a folder stands where a file is needed`);
    if (kind !== 'nothing') present.set(path, kind === 'file' ? hashContent(disk.read(join(out, path))) : 'unreadable');
  }
  return { written, present };
}

/** Whether a path stays inside the folder it is relative to, and out of Git's own. */
const isInside = (path: string): boolean =>
  path !== '' &&
  path.split('/').every((step) => step !== '' && step !== '.' && step !== '..' && step !== '.git') &&
  !path.includes('\\') &&
  !path.includes('\0');

/** Whether the folders above a file exist, and as folders: a link among them could lead out of the repository. */
function hasPlainFolders(out: string, path: string, known: Map<string, boolean>, disk: RenderDisk): boolean {
  const steps = path.split('/').slice(0, -1);
  for (let depth = 1; depth <= steps.length; depth++) {
    const folder = steps.slice(0, depth).join('/');
    const exists = known.get(folder) ?? isFolder(join(out, folder), disk);
    known.set(folder, exists);
    if (!exists) return false;
  }
  return true;
}

function isFolder(path: string, disk: RenderDisk): boolean {
  const kind = disk.kindOf(path);
  if (kind === 'folder' || kind === 'nothing') return kind === 'folder';
  const what = kind === 'file' ? 'a file stands where a folder is needed' : 'it is a link or no folder';
  throw new GatehouseError(`cannot write into ${path}: ${what}`, {
    hint: 'move it away, or choose another folder with --out',
  });
}

function readManifest(out: string, disk: RenderDisk): ReadonlyMap<string, string> {
  const file = join(out, manifestName);
  if (disk.kindOf(file) === 'nothing') return new Map();
  const files = parseManifest(disk.read(file).toString('utf8'));
  if (files) return new Map(files.filter(([path]) => isInside(path)));
  throw new GatehouseError(`${file} is not what Gatehouse wrote`, {
    hint: 'delete it, then render again with --force',
  });
}

function parseManifest(text: string): [string, string][] | undefined {
  try {
    const { files } = JSON.parse(text) as { files?: unknown };
    if (typeof files !== 'object' || files === null) return undefined;
    const entries = Object.entries(files);
    return entries.every(([, hash]) => typeof hash === 'string') ? entries : undefined;
  } catch {
    return undefined;
  }
}

/** The text of the manifest for what was written. */
export function printManifest(hashes: ReadonlyMap<string, string>): string {
  const files = Object.fromEntries([...hashes].sort(([a], [b]) => compareText(a, b)));
  const note = 'Written by gatehouse render: which files are its own. Keep it in Git.';
  return `${JSON.stringify({ note, version: 1, files }, null, 2)}\n`;
}
