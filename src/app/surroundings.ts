import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { codeOf, GatehouseError } from '../core/errors.ts';
import { type Cache, openCache } from '../registry/cache.ts';
import { readTreeInTurns, type TreeReading } from '../repo/read-tree.ts';
import { diskTrouble } from './disk-trouble.ts';

/** What a run looks at beside what it is told: all that its answer may follow from comes through here. */
export interface Surroundings {
  /** Whether there is anything at a path. */
  readonly exists: (path: string) => Promise<boolean>;
  /** The files of a folder, read once a run. */
  readonly readFolder: (folder: string) => Promise<TreeReading>;
  /** What was brought from registries before. */
  readonly cache: Cache;
  /** Told before helm, and what it keeps, is looked for. */
  readonly beforeHelm: () => Promise<void>;
}

/** The disk as it is. Made anew for each run: what was read once stays as it was. */
export function lookAround(): Surroundings {
  const readings = new Map<string, Promise<TreeReading>>();
  return {
    exists,
    readFolder: (folder) => {
      const reading = readings.get(resolve(folder)) ?? readTreeInTurns(folder);
      readings.set(resolve(folder), reading);
      return reading;
    },
    cache: openCache(),
    beforeHelm: async () => undefined,
  };
}

/** Whether there is anything at a path. */
export const exists = async (path: string): Promise<boolean> => (await statOrUndefined(path)) !== undefined;

/** What stands at a path; undefined where nothing does. */
export async function statOrUndefined(path: string) {
  try {
    return await stat(path);
  } catch (thrown) {
    const code = codeOf(thrown);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new GatehouseError(`cannot look at ${path}: ${diskTrouble(thrown)}`, {
      hint: 'change the permissions of the folders above it, or name another',
      cause: thrown,
    });
  }
}
