import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { codeOf, GatehouseError } from '../core/errors.ts';
import { realRuns } from './run-owner.ts';

const attempts = 20;
const pauseMs = 25;

/**
 * Does something to a kubeconfig while no other program does: kubectl and client-go make `FILE.lock` exclusively and remove it after
 * (client-go clientcmd/config.go lockFile). Theirs is empty, ours names the run, so that one a killed run left can be told and taken over.
 * With `insist` a lock that stays is no reason not to act.
 */
export function withLock<T>(path: string, act: () => T, insist = false): T {
  const lock = `${path}.lock`;
  const name = realRuns.next();
  let held = false;
  for (let attempt = 0; !held && attempt < attempts; attempt++) {
    held = takeLock(lock, name);
    // Synchronous, as an ending process is; who holds it does so for moments.
    if (!held) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pauseMs);
  }
  if (!held && !insist) {
    throw new GatehouseError(`${path} is being changed by another program: ${lock} stands there`, {
      hint: `try again; if no program is at work, delete ${lock}`,
    });
  }
  try {
    return act();
  } finally {
    if (held) rmSync(lock, { force: true });
  }
}

function takeLock(lock: string, name: string): boolean {
  try {
    writeFileSync(lock, name, { flag: 'wx', mode: 0o600 });
    return true;
  } catch (thrown) {
    if (codeOf(thrown) !== 'EEXIST') throw thrown;
    removeStale(lock, name);
    return false;
  }
}

/** Moves a dead run's lock away under a name of our own; should it be a new one by then, it is put back. */
function removeStale(lock: string, name: string): void {
  if (!isDead(lock)) return;
  const moved = `${lock}.${name}`;
  try {
    renameSync(lock, moved);
    if (!isDead(moved)) linkSync(moved, lock);
    rmSync(moved, { force: true });
  } catch {
    // Somebody else was quicker: the next attempt looks again.
  }
}

function isDead(lock: string): boolean {
  try {
    return realRuns.stateOf(readFileSync(lock, 'utf8')) === 'dead';
  } catch {
    return false;
  }
}
