// Runs a TypeScript file on plain Node: `node scripts/run.mjs FILE.ts [args…]` bundles it to a cache file and imports that.

import { mkdirSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { root } from './setup.mjs';

const [file, ...args] = process.argv.slice(2);
if (!file) {
  process.stderr.write('usage: node scripts/run.mjs FILE.ts [args…]\n');
  process.exit(2);
}
const outfile = join(root, '.cache', 'run', `${basename(file, '.ts')}-${process.pid}.mjs`);
mkdirSync(join(root, '.cache', 'run'), { recursive: true });
await build({
  absWorkingDir: root,
  entryPoints: [resolve(file)],
  outfile,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  packages: 'external',
  // Some modules are asked for by `require`, when they are needed.
  banner: { js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);" },
  sourcemap: 'inline',
  logLevel: 'warning',
});
process.argv = [process.argv[0], resolve(file), ...args];
await import(pathToFileURL(outfile).href);
