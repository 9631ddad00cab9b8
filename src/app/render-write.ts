import { dirname, join } from 'node:path';
import { GatehouseError, messageOf } from '../core/errors.ts';
import type { FileTree } from '../core/file-tree.ts';
import { compareText } from '../core/finding.ts';
import { inParallel } from './in-parallel.ts';
import type { RenderDisk } from './render-disk.ts';
import { manifestName } from './render-manifest.ts';

/** What is to be done to a folder. */
export interface FolderChange {
  readonly out: string;
  /** The run's own folder inside `out`. */
  readonly staging: string;
  /** Files to put in place. */
  readonly files: FileTree;
  readonly removed: readonly string[];
  /** Paths the folder has no more: folders that became empty by it go too. */
  readonly gone: readonly string[];
  /** Texts of the manifest: as it stands, while the change is under way, and after it. */
  readonly manifests: { readonly before?: string; readonly during: string; readonly after: string };
  readonly disk: RenderDisk;
}

const parallelWrites = 16;

/** Writes everything beside its place: a full disk or a read-only folder shows here, before anything is changed. */
export async function stage(change: FolderChange): Promise<void> {
  const { disk, out, staging, manifests } = change;
  const folders = new Set([...change.files.keys(), ...change.removed].map((path) => dirname(path)));
  const places = new Set([...folders].map((folder) => nearestFolder(change, folder)));
  for (const folder of places) disk.checkWritable(join(out, folder));
  const files = [...change.files].map(([path, text], index) => ({ name: String(index), text, path }));
  const kept = Object.entries(manifests).map(([name, text]) => ({ name, text, path: manifestName }));
  const staged = [...files, ...kept].flatMap(({ name, text, path }) =>
    text === undefined ? [] : [{ text, place: join(staging, name), shown: join(out, path) }],
  );
  for (const { place, text, shown } of staged) disk.write(place, text, shown);
  // Written first, all of them: the disk then takes many at a time.
  await inParallel(staged, parallelWrites, ({ place, shown }) => disk.syncFile(place, shown));
  await disk.syncFolder(staging);
}

/**
 * Puts in place what is staged: first the manifest that owns the old and the new, then the files, then the removals, then the manifest of
 * the new alone. Each step is on the disk before the next begins.
 */
export async function commit(change: FolderChange): Promise<void> {
  const { disk, out, staging, manifests } = change;
  const manifest = join(out, manifestName);
  if (manifests.during !== manifests.after) {
    disk.rename(join(staging, 'during'), manifest);
    await disk.syncFolder(out);
  }
  makeFolders(change);
  try {
    for (const [index, path] of [...change.files.keys()].entries()) {
      disk.rename(join(staging, String(index)), join(out, path));
    }
    for (const path of change.removed) disk.remove(join(out, path));
    for (const path of change.gone) pruneAbove(change, path);
    const folders = existingFolders(change, [...change.files.keys(), ...change.gone]);
    await inParallel(folders, parallelWrites, (folder) => disk.syncFolder(join(out, folder)));
    disk.rename(join(staging, 'after'), manifest);
    await disk.syncFolder(out);
  } catch (cause) {
    throw halfWay(out, cause);
  }
}

/** Makes the folders that are missing, or leaves the folder as it was. */
function makeFolders(change: FolderChange): void {
  const { disk, out, staging, manifests } = change;
  const missing = foldersAbove([...change.files.keys()]).filter(
    (folder) => disk.kindOf(join(out, folder)) === 'nothing',
  );
  try {
    for (const folder of missing) disk.makeFolder(join(out, folder));
  } catch (thrown) {
    for (const folder of missing.reverse()) disk.removeEmptyFolder(join(out, folder));
    if (manifests.before === undefined) disk.remove(join(out, manifestName));
    else disk.rename(join(staging, 'before'), join(out, manifestName));
    throw thrown;
  }
}

/** All folders above the paths, the upper before the lower. */
function foldersAbove(paths: readonly string[]): string[] {
  const folders = new Set<string>();
  for (const path of paths) {
    for (let folder = dirname(path); folder !== '.' && !folders.has(folder); folder = dirname(folder))
      folders.add(folder);
  }
  return [...folders].sort(compareText);
}

const existingFolders = ({ out, disk }: FolderChange, paths: readonly string[]): string[] => [
  '.',
  ...foldersAbove(paths).filter((folder) => disk.kindOf(join(out, folder)) === 'folder'),
];

function nearestFolder({ out, disk }: FolderChange, path: string): string {
  let folder = path;
  while (folder !== '.' && disk.kindOf(join(out, folder)) === 'nothing') folder = dirname(folder);
  return folder;
}

function pruneAbove({ out, disk }: FolderChange, path: string): void {
  let folder = dirname(path);
  while (folder !== '.' && disk.removeEmptyFolder(join(out, folder))) folder = dirname(folder);
}

/** Past the point of return the way is forward: the manifest knows every file. */
const halfWay = (out: string, cause: unknown): GatehouseError =>
  new GatehouseError(`${messageOf(cause)}; ${out} is changed in part`, {
    hint: 'every file is whole, the old or the new: mend the cause and render again, it goes on from there',
  });
