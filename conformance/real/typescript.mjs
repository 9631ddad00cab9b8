// Imports a TypeScript module from a plain script: bundled once into the module cache, where its packages are still found.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));

export async function importTypeScript(file) {
  const outfile = join(
    root,
    'node_modules/.cache/gatehouse',
    `${file.replaceAll('/', '-').replace(/\.ts$/, '')}-${process.pid}.mjs`,
  );
  const settings = { bundle: true, format: 'esm', platform: 'node', target: 'node20', packages: 'external' };
  await build({
    absWorkingDir: root,
    entryPoints: [join(root, file)],
    outfile,
    sourcemap: 'inline',
    logLevel: 'warning',
    ...settings,
  });
  try {
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(outfile, { force: true });
  }
}
