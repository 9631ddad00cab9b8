import { mkdtempSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { removeAtExit } from '../core/leftovers.ts';

/**
 * The folder for what can be had again: `$XDG_CACHE_HOME/gatehouse`, or `~/.cache/gatehouse` where that is not set or not absolute
 * (XDG Base Directory Specification); undefined where there is no home either.
 */
export function cacheHome(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const { XDG_CACHE_HOME: given } = env;
  if (given && isAbsolute(given)) return join(given, 'gatehouse');
  const home = env.HOME ?? homedirOrNone();
  return home && isAbsolute(home) ? join(home, '.cache', 'gatehouse') : undefined;
}

function homedirOrNone(): string | undefined {
  try {
    return homedir();
  } catch {
    return undefined;
  }
}

/** A folder that goes away with the process: where nothing can be kept, what is brought must stand somewhere all the same. */
export function passingFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-cache-'));
  removeAtExit(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
