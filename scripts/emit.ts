import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Writes generated files that changed; with `--check` only says which would. Paths are relative to the repository. */
export function emitAll(files: Iterable<readonly [string, string]>): void {
  const check = process.argv.includes('--check');
  for (const [path, text] of files) {
    if (existsSync(path) && readFileSync(path, 'utf8') === text) continue;
    process.stdout.write(`${check ? 'stale' : 'wrote'} ${path}\n`);
    if (check) {
      process.exitCode = 1;
    } else {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    }
  }
}
