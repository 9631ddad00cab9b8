import { createHash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Cache } from '../registry/cache.ts';
import type { Surroundings } from './surroundings.ts';

/** A question to the surroundings, and the answer that a run was given. */
export interface Noted {
  readonly about: 'path' | 'name' | 'content' | 'helm';
  readonly of: string;
  readonly answer: string;
}

/** Surroundings that write down what they are asked and what they answer; a folder that is read is none of it. */
export function noteSurroundings(around: Surroundings, noted: Map<string, Noted>): Surroundings {
  const note = async <T>(about: Noted['about'], of: string, ask: () => Promise<T>): Promise<T> => {
    const answer = await ask();
    noted.set(`${about} ${of}`, { about, of, answer: print(answer) });
    return answer;
  };
  return {
    ...around,
    exists: (path) => note('path', path, () => around.exists(path)),
    beforeHelm: async () => {
      if (!noted.has('helm ')) await note('helm', '', stateOfHelm);
      await around.beforeHelm();
    },
    cache: noteCache(around.cache, note),
  };
}

function noteCache(
  cache: Cache,
  note: <T>(about: Noted['about'], of: string, ask: () => Promise<T>) => Promise<T>,
): Cache {
  return {
    ...cache,
    recall: (name) => note('name', name, () => cache.recall(name)),
    find: (digest) => note('content', digest, () => cache.find(digest)),
    read: async (digest) =>
      (await note('content', digest, () => cache.find(digest))) ? cache.read(digest) : undefined,
  };
}

/** Whether the surroundings would still answer the same. */
export async function isStillSo(noted: Iterable<Noted>, around: Surroundings): Promise<boolean> {
  try {
    for (const { about, of, answer } of noted) {
      if (print(await askers[about](of, around)) !== answer) return false;
    }
    return true;
  } catch {
    return false;
  }
}

const askers: Readonly<Record<Noted['about'], (of: string, around: Surroundings) => Promise<unknown>>> = {
  path: (of, around) => around.exists(of),
  name: (of, around) => around.cache.recall(of),
  content: (of, around) => around.cache.find(of),
  helm: () => stateOfHelm(),
};

const print = (answer: unknown): string => JSON.stringify(answer ?? null);

/** Files of helm that are looked at; with more of them nothing is kept. */
const mostFiles = 5000;

/** Which helm answers, where it keeps its things, and what it keeps: charts that it has fetched, and repositories that it knows. */
async function stateOfHelm(): Promise<unknown> {
  const { findHelm } = await import('../charts/find-helm.ts');
  const helm = await findHelm();
  if ('missing' in helm) return helm;
  const { readHelmHomes } = await import('../charts/find-in-helm-cache.ts');
  const homes = await readHelmHomes(helm);
  if (homes === undefined) return { helm };
  const files: string[] = [];
  for (const path of [homes.repositories, join(homes.cache, 'repository'), homes.content]) await list(path, files);
  // No two answers are the same then.
  if (files.length > mostFiles) files.push(process.hrtime.bigint().toString());
  return { helm, homes, files: createHash('sha256').update(files.join('\n')).digest('hex') };
}

async function list(path: string, files: string[]): Promise<void> {
  const found = await stat(path, { bigint: true }).catch(() => undefined);
  if (!found || files.length > mostFiles) return;
  if (!found.isDirectory()) files.push(`${path} ${found.size} ${found.mtimeNs} ${found.ctimeNs} ${found.ino}`);
  else for (const name of (await readdir(path).catch(() => [])).sort()) await list(join(path, name), files);
}
