import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Gives all tests of a run one folder for what they write; it goes away with the run. What is cached lies there, too: no test depends on
 * what this machine has kept before.
 */
export function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-tests-'));
  const given = {
    TMPDIR: folder,
    XDG_CACHE_HOME: join(folder, 'cache'),
    HELM_CACHE_HOME: join(folder, 'cache', 'helm'),
  };
  const before = Object.keys(given).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, given);
  return () => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    rmSync(folder, { recursive: true, force: true });
  };
}
