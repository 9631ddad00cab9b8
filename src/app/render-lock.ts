import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { GatehouseError } from '../core/errors.ts';
import { compareText } from '../core/finding.ts';
import { removeAtExit } from '../core/leftovers.ts';
import type { RenderDisk } from './render-disk.ts';
import { pidOf, type RunNames } from './run-owner.ts';

/** A run's own folder inside the one it writes to: says that it is at work, and holds what it has not put in place yet. */
export interface FolderLock {
  readonly name: string;
  readonly folder: string;
  /** Opens it again, with what was not put in place. */
  readonly release: () => void;
}

const prefix = '.gatehouse-run-';
/** How long a run of another machine may be silent before it counts as dead; writing touches its folder all the time. */
const silenceMs = 60_000;
const attempts = 20;
const pauseMs = 25;

/** Whether runs have left their folders here, or are at work. */
export const hasLocks = (out: string, disk: RenderDisk): boolean => locksIn(out, disk).length > 0;

/**
 * Locks a folder for one run; what dead runs left is swept. Rejects when another run is at work. Every run has a folder of its own name that
 * is never used again, so taking over from the dead cannot hit the living: who sees no other after making its own is alone.
 */
export async function lockFolder(out: string, disk: RenderDisk, runs: RunNames): Promise<FolderLock> {
  const name = `${prefix}${runs.next()}`;
  const folder = join(out, name);
  const callOff = removeAtExit(() => sweep(folder, disk));
  const release = () => {
    sweep(folder, disk);
    callOff();
  };
  const lock = { name, folder, release };
  try {
    disk.makeFolder(folder);
    for (let attempt = 0; ; attempt++) {
      const [other] = livingOthers(out, lock, disk, runs);
      if (other === undefined) return lock;
      // Two that start at once see each other: the one whose name comes first waits for the other to withdraw.
      if (attempt === attempts || compareText(name, other) > 0) throw lockedBy(out, other, runs);
      await setTimeout(pauseMs);
    }
  } catch (thrown) {
    release();
    throw thrown;
  }
}

/** Removes a run's folder; what cannot be removed is left to the next run. */
function sweep(folder: string, disk: RenderDisk): void {
  try {
    for (const name of disk.list(folder)) {
      if (disk.kindOf(join(folder, name)) !== 'folder') disk.remove(join(folder, name));
    }
    disk.removeEmptyFolder(folder);
  } catch {
    // A mistake that came before is the one to tell of, and none means that everything is in place.
  }
}

/** Makes the folder to write to; gives what takes away again what was made, as long as nothing else is in it. */
export function openFolder(out: string, disk: RenderDisk): () => void {
  const top = disk.makeFolder(out);
  return () => {
    if (top === undefined) return;
    for (let folder = out; disk.removeEmptyFolder(folder) && folder !== top; folder = dirname(folder));
  };
}

const locksIn = (out: string, disk: RenderDisk): string[] =>
  disk.list(out).filter((name) => name.startsWith(prefix) && pidOf(name.slice(prefix.length)) !== undefined);

function livingOthers(out: string, own: FolderLock, disk: RenderDisk, runs: RunNames): string[] {
  const living: string[] = [];
  for (const name of locksIn(out, disk).sort(compareText)) {
    if (name === own.name) continue;
    const folder = join(out, name);
    if (disk.kindOf(folder) !== 'folder') continue;
    const state = runs.stateOf(name.slice(prefix.length));
    const silent = state === 'elsewhere' && disk.changedAt(own.folder) - disk.changedAt(folder) > silenceMs;
    if (state === 'dead' || silent) sweep(folder, disk);
    else living.push(name);
  }
  return living;
}

function lockedBy(out: string, name: string, runs: RunNames): GatehouseError {
  const run = name.slice(prefix.length);
  const elsewhere = runs.stateOf(run) === 'elsewhere';
  const where = elsewhere ? ' of another machine or container' : '';
  return new GatehouseError(`${out}: process ${pidOf(run)}${where} is rendering into this folder`, {
    hint: elsewhere
      ? `wait until it has ended, then render again; a run that was killed there counts as ended after a minute, or delete ${join(out, name)}`
      : `wait until it has ended, then render again; \`kill ${pidOf(run)}\` ends it`,
  });
}
