// Builds the command: ESM with code splitting, so that a lazily imported part stays unloaded until it is used.

import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { root } from './setup.mjs';

const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** Of the client library only the kubeconfig is used: its generated API is no part of the bundle where nothing asks for it. */
const leanClientLibrary = {
  name: 'lean-client-library',
  setup: ({ onResolve, resolve }) =>
    onResolve({ filter: /^\./ }, async ({ path, resolveDir, kind, importer, pluginData }) => {
      if (pluginData === 'asked' || !resolveDir.includes(join('client-node', 'dist'))) return undefined;
      return { ...(await resolve(path, { resolveDir, kind, importer, pluginData: 'asked' })), sideEffects: false };
    }),
};

rmSync(join(root, 'dist'), { recursive: true, force: true });
await build({
  absWorkingDir: root,
  entryPoints: { 'cli/main': 'src/cli/main.ts', cluster: 'src/controlplane/start-cluster.ts' },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  minifySyntax: true,
  minifyWhitespace: true,
  keepNames: false,
  legalComments: 'none',
  chunkNames: 'chunks/[name]-[hash]',
  define: { 'process.env.GATEHOUSE_VERSION': JSON.stringify(version) },
  // Some dependencies are CommonJS inside and ask for `require`.
  banner: { js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);" },
  // The CommonJS forms of these have no named exports once they are imported lazily from a bundle.
  alias: {
    yaml: join(root, 'node_modules/yaml/browser/index.js'),
    '@peculiar/x509': join(root, 'node_modules/@peculiar/x509/build/x509.es.js'),
  },
  mainFields: ['module', 'main'],
  plugins: [leanClientLibrary],
  logLevel: 'warning',
});
chmodSync(join(root, 'dist/cli/main.js'), 0o755);
writeFileSync(join(root, 'dist/.built'), '');
