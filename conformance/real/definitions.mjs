// The custom resource definitions the project carries: `src/systems/<system>/crds/<version>.json`, each a list of definitions.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const systems = fileURLToPath(new URL('../../src/systems', import.meta.url));

/** Definitions of every system, of the version chosen (`{ traefik: '37.4.0' }`) or the newest. */
export function customResourceDefinitions(chosen = {}) {
  return readdirSync(systems).flatMap((system) => {
    const folder = join(systems, system, 'crds');
    if (!existsSync(folder)) return [];
    const versions = readdirSync(folder).flatMap((file) => /^v?\d.*(?=\.json$)/.exec(file)?.[0] ?? []);
    const version = chosen[system] ?? versions.sort(byVersion).at(-1);
    return version === undefined ? [] : JSON.parse(readFileSync(join(folder, `${version}.json`), 'utf8'));
  });
}

const byVersion = (a, b) => a.localeCompare(b, 'en', { numeric: true });
