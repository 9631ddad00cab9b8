import { join } from 'node:path';
import { GatehouseError } from '../core/errors.ts';
import type { RenderDisk } from './render-disk.ts';
import { hashContent, isInside, type Manifest, manifestName, readManifest } from './render-manifest.ts';
import type { FolderState } from './render-plan.ts';
import { checkSpelling, foldName, respell } from './render-spelling.ts';

/**
 * Reads what concerns the wanted paths: what Gatehouse wrote before, and what is there now. `known` is a name that stands in the folder and
 * tells by its other spelling whether the disk tells capitals from small letters.
 */
export function readFolder(out: string, wanted: Iterable<string>, disk: RenderDisk, known = manifestName): FolderState {
  const paths = [...wanted];
  for (const path of paths) checkPath(path);
  const manifest = readManifest(out, disk);
  const folds = disk.kindOf(join(out, known.toUpperCase())) !== 'nothing';
  if (folds) checkSpelling(paths, out);
  const { written, writing, merging } = folds ? respellAll(manifest, paths) : manifest;
  const folders = new Map<string, boolean>();
  const present = new Map<string, string>();
  for (const path of new Set([...paths, ...written.keys(), ...writing.keys()])) {
    if (!hasPlainFolders(out, path, folders, disk)) continue;
    const kind = disk.kindOf(join(out, path));
    if (kind === 'folder')
      throw new GatehouseError(`cannot write ${join(out, path)}: a folder stands where a file is needed`);
    if (kind !== 'nothing') present.set(path, kind === 'file' ? hashContent(disk.read(join(out, path))) : 'unreadable');
  }
  return { written, writing, merging, texts: manifest.texts, present };
}

function checkPath(path: string): void {
  if (isInside(path) && foldName(path) !== manifestName) return;
  throw new GatehouseError(`${path} is no path inside the repository`, {
    hint: 'mend repository.folders in the lab file',
  });
}

const respellAll = ({ written, writing, merging = new Map() }: Manifest, paths: readonly string[]): Manifest => ({
  written: respell(written, paths),
  writing: respell(writing, paths),
  merging: respell(merging, paths),
});

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
