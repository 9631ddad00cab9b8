import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/** The folder for what can be had again: `$XDG_CACHE_HOME/gatehouse`, or `~/.cache/gatehouse`; undefined where there is no home. */
export function cacheHome(environment: NodeJS.ProcessEnv = process.env): string | undefined {
  const { XDG_CACHE_HOME: given, HOME: home = homeOfUser() } = environment;
  if (given && isAbsolute(given)) return join(given, 'gatehouse');
  return home && isAbsolute(home) ? join(home, '.cache', 'gatehouse') : undefined;
}

function homeOfUser(): string | undefined {
  try {
    return homedir();
  } catch {
    return undefined;
  }
}
