import { type FSWatcher, watch } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, dirname, sep } from 'node:path';
import { ignoreErrors } from '../../core/ignore-errors.ts';

/** Milliseconds of quiet before a change counts: editors and Git write many files at once. */
const quiet = 400;

/** Calls `changed` when files at these paths, or in their folders, changed; what Git keeps for itself does not count. Gives what ends it. */
export async function watchFiles(paths: readonly string[], changed: () => void): Promise<() => void> {
  let timer: NodeJS.Timeout | undefined;
  const notice = (_: string, name: string | null) => {
    if (name?.split(sep).includes('.git')) return;
    clearTimeout(timer);
    timer = setTimeout(changed, quiet);
  };
  const watchers: FSWatcher[] = [];
  for (const folder of new Set(await Promise.all(paths.map(folderOf)))) {
    const watcher = watch(folder, { recursive: true }, notice);
    ignoreErrors(watcher);
    watchers.push(watcher);
  }
  return () => {
    clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
  };
}

/** Calls `changed` when this file changed, however it is written. Gives what ends it. */
export async function watchFile(path: string, changed: () => void): Promise<() => void> {
  let timer: NodeJS.Timeout | undefined;
  const watcher = watch(dirname(path), (_, name) => {
    if (name !== basename(path)) return;
    clearTimeout(timer);
    timer = setTimeout(changed, quiet);
  });
  ignoreErrors(watcher);
  return () => {
    clearTimeout(timer);
    watcher.close();
  };
}

const folderOf = async (path: string): Promise<string> => ((await stat(path)).isDirectory() ? path : dirname(path));
