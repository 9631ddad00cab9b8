import { readFileSync } from 'node:fs';

/**
 * Digest of all files of the command that runs, as `scripts/build.mjs` wrote it beside them: another build may answer otherwise. Undefined
 * where it runs from its sources, which may change at any time.
 */
export function readBuildDigest(): string | undefined {
  try {
    const text = readFileSync(new URL('../.built', import.meta.url), 'utf8').trim();
    return /^[0-9a-f]{64}$/.test(text) ? text : undefined;
  } catch {
    return undefined;
  }
}
