import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { codeOf } from '../core/errors.ts';

/**
 * Makes a folder and those above it; gives the uppermost that was made, undefined when it was there. Node's own `recursive` never comes back
 * where a folder is there and refuses one inside as if it were not, as /proc does (nodejs/node src/node_file.cc MKDirpSync).
 */
export function makeFolders(path: string): string | undefined {
  try {
    mkdirSync(path);
    return path;
  } catch (thrown) {
    const code = codeOf(thrown);
    if (code === 'ENOENT' && dirname(path) !== path && !existsSync(dirname(path))) {
      const uppermost = makeFolders(dirname(path));
      mkdirSync(path);
      return uppermost ?? path;
    }
    if (isFolder(path)) return undefined;
    throw thrown;
  }
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
