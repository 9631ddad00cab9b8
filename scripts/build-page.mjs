// Builds the page of `serve` and `report`: what a browser runs, by itself, from nowhere else.

import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { root } from './setup.mjs';

/** Writes dist/web. */
export async function buildPage() {
  const common = { absWorkingDir: root, outdir: 'dist/web', bundle: true, minify: true, logLevel: 'warning' };
  await build({
    ...common,
    entryPoints: { app: 'src/web/ui/main.tsx', 'layout-worker': 'src/web/ui/layout-worker.ts' },
    format: 'iife',
    platform: 'browser',
    target: ['chrome111', 'firefox113', 'safari16.4'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    legalComments: 'none',
  });
  await build({ ...common, entryPoints: ['src/web/ui/app.css'] });
  copyFileSync(join(root, 'src/web/ui/index.html'), join(root, 'dist/web/index.html'));
}
