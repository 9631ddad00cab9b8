import { dirname, join } from 'node:path';
import type { FileTree } from '../core/file-tree.ts';
import type { RenderDisk } from './render-disk.ts';
import type { RenderPlan } from './render-plan.ts';

/** Puts files in place: all are written beside their place first, so that a full disk or a read-only folder changes nothing. */
export function writeFiles(out: string, files: FileTree, disk: RenderDisk): void {
  const staged: { temporary: string; path: string }[] = [];
  try {
    disk.makeFolder(out);
    for (const folder of new Set([...files.keys()].map(dirname))) disk.makeFolder(join(out, folder));
    for (const [path, text] of files) {
      const temporary = temporaryName(join(out, path));
      staged.push({ temporary, path: join(out, path) });
      disk.write(temporary, text);
    }
    for (const { temporary, path } of staged) disk.rename(temporary, path);
  } catch (error) {
    for (const { temporary } of staged) removeQuietly(temporary, disk);
    throw error;
  }
}

/** Removes files and the folders that become empty by it. */
export function removeFiles(out: string, paths: RenderPlan['removed'], disk: RenderDisk): void {
  for (const path of paths) {
    disk.remove(join(out, path));
    for (
      let folder = dirname(path);
      folder !== '.' && disk.removeEmptyFolder(join(out, folder));
      folder = dirname(folder)
    );
  }
}

/** In the folder of the file itself: only there is a rename atomic. */
const temporaryName = (path: string): string => `${path}.gatehouse-${process.pid}.tmp`;

function removeQuietly(path: string, disk: RenderDisk): void {
  try {
    disk.remove(path);
  } catch {
    // The first error is the one to tell of.
  }
}
