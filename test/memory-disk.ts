import { dirname } from 'node:path';
import type { RenderDisk } from '../src/app/render-disk.ts';

/** A disk in memory: paths to texts, folders to `undefined`. With `fold` it does not tell capitals from small letters. */
export function memoryDisk(
  entries: Map<string, string | undefined>,
  fold: (path: string) => string = (path) => path,
): RenderDisk {
  /** The path under which the disk holds what is asked for. */
  const at = (path: string) =>
    entries.has(path) ? path : [...entries.keys()].find((name) => fold(name) === fold(path));
  const kindOf: RenderDisk['kindOf'] = (path) => {
    const name = at(path);
    return name === undefined ? 'nothing' : entries.get(name) === undefined ? 'folder' : 'file';
  };
  const namesIn = (path: string) => {
    const inside = `${fold(path)}/`;
    return [...entries.keys()].filter((name) => fold(name).startsWith(inside)).map((name) => name.slice(inside.length));
  };
  const requireFolder = (path: string) => {
    if (kindOf(path) !== 'folder') throw new Error(`${path} is no folder`);
  };
  const put = (path: string, text: string | undefined) => {
    requireFolder(dirname(path));
    entries.set(at(path) ?? path, text);
  };
  return {
    kindOf,
    read: (path) => Buffer.from(entries.get(at(path) ?? path) ?? ''),
    list: (path) => namesIn(path).filter((name) => !name.includes('/')),
    changedAt: () => 0,
    checkWritable: requireFolder,
    write: (path, text) => {
      if (kindOf(path) !== 'nothing') throw new Error(`${path} exists`);
      put(path, text);
    },
    syncFile: async () => undefined,
    syncFolder: async () => undefined,
    makeFolder: (path) => {
      const missing: string[] = [];
      for (let folder = path; kindOf(folder) === 'nothing'; folder = dirname(folder)) missing.unshift(folder);
      for (const folder of missing) put(folder, undefined);
      requireFolder(path);
      return missing[0];
    },
    rename: (from, to) => {
      const text = entries.get(from);
      if (text === undefined) throw new Error(`${from} is no file`);
      put(to, text);
      entries.delete(from);
    },
    remove: (path) => {
      if (kindOf(path) === 'folder') throw new Error(`${path} is a folder`);
      entries.delete(at(path) ?? path);
    },
    removeEmptyFolder: (path) => {
      if (namesIn(path).length > 0) return false;
      if (kindOf(path) === 'folder') entries.delete(at(path) ?? path);
      return true;
    },
  };
}
