// Builds the command: a small file that begins, and chunks of the rest, so that a lazily imported part stays unloaded until it is used.

import { createHash } from 'node:crypto';
import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { build } from 'esbuild';
import { buildPage } from './build-page.mjs';
import { writeMerged } from './merge-chunks.mjs';
import { root } from './setup.mjs';

/** Large and seldom needed: loaded by `require` from a file of its own, which nothing reads until then. */
const regexps = {
  name: 'regexps-apart',
  setup({ onResolve }) {
    onResolve({ filter: /^re2js$/ }, ({ kind }) =>
      kind === 'require-call' ? { path: './re2js.cjs', external: true } : undefined,
    );
  },
};

/** The library of the command line starts programs for subcommands that are files of their own. Here are none: it is asked for only then. */
const commandsWithoutPrograms = {
  name: 'commands-without-programs',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]commander[\\/]lib[\\/]command\.js$/ }, ({ path }) => {
      const eager = "const childProcess = require('node:child_process');";
      const text = readFileSync(path, 'utf8');
      if (!text.includes(eager)) throw new Error(`${path} starts programs in another way than was known`);
      const lazy = "const childProcess = { spawn: (...args) => require('node:child_process').spawn(...args) };";
      return { contents: text.replace(eager, lazy), loader: 'js' };
    });
  },
};

/** Data is parsed as JSON, which takes the engine half the time that the same text as a program does. */
const data = {
  name: 'data-as-json',
  setup({ onLoad }) {
    onLoad({ filter: /\.json$/ }, ({ path }) => {
      const text = JSON.stringify(JSON.parse(readFileSync(path, 'utf8')));
      return { contents: `export default JSON.parse(${JSON.stringify(text)});`, loader: 'js' };
    });
  },
};

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
  entryPoints: ['node_modules/re2js/build/index.cjs'],
  outfile: 'dist/chunks/re2js.cjs',
  format: 'cjs',
  platform: 'node',
  target: 'node20',
  minify: true,
  legalComments: 'none',
});
/** What both passes over the sources of the command have in common. */
const shared = {
  absWorkingDir: root,
  outdir: 'dist',
  bundle: true,
  platform: 'node',
  target: 'node20',
  minifySyntax: true,
  minifyWhitespace: true,
  keepNames: false,
  legalComments: 'none',
  logLevel: 'warning',
};
await build({
  ...shared,
  entryPoints: { 'cli/main': 'src/cli/main.ts' },
  format: 'cjs',
  define: { 'process.env.GATEHOUSE_VERSION': JSON.stringify(version) },
});
// Node starts a file of this form without the machinery for the other.
writeFileSync(join(root, 'dist/cli/package.json'), '{ "type": "commonjs" }\n');
const entryPoints = {
  'run-command': 'src/cli/run-command.ts',
  cluster: 'src/controlplane/start-cluster.ts',
  'probe-worker': 'src/operate/probe-worker.ts',
  'drill-worker': 'src/app/drill/drill-worker.ts',
  'views-worker': 'src/app/view/views-worker.ts',
};
const entries = Object.fromEntries(Object.keys(entryPoints).map((name) => [name, `dist/${name}.js`]));
const { metafile, outputFiles } = await build({
  ...shared,
  entryPoints,
  splitting: true,
  format: 'esm',
  chunkNames: 'chunks/[name]-[hash]',
  // The CommonJS forms of these have no named exports once they are imported lazily from a bundle.
  alias: {
    yaml: join(root, 'node_modules/yaml/browser/index.js'),
    '@peculiar/x509': join(root, 'node_modules/@peculiar/x509/build/x509.es.js'),
  },
  mainFields: ['module', 'main'],
  plugins: [leanClientLibrary, commandsWithoutPrograms, regexps, data],
  metafile: true,
  write: false,
});
for (const [path, { imports }] of Object.entries(metafile.outputs)) {
  // It lies beside the chunks: what asks for it must be one.
  const asks = imports.some((each) => each.path === './re2js.cjs');
  if (asks && !path.startsWith('dist/chunks/')) throw new Error(`${path} asks for re2js, and it is no chunk`);
}
const written = await writeMerged(
  new Map(outputFiles.map(({ path, text }) => [relative(root, path).replaceAll('\\', '/'), text])),
  metafile.outputs,
  { entries, folder: join(root, 'dist') },
);
// What others import and start by its path.
const { exports } = metafile.outputs[entries.cluster];
writeFileSync(
  join(root, entries.cluster),
  `import part from './chunks/cluster.cjs';\nexport const { ${exports.join(', ')} } = part;\n`,
);
for (const worker of ['probe-worker', 'drill-worker', 'views-worker'])
  writeFileSync(join(root, entries[worker]), `import './chunks/${worker}.cjs';\n`);
await buildPage();
chmodSync(join(root, 'dist/cli/main.js'), 0o755);
// What is kept between runs is kept by this digest: `src/core/build-digest.ts`.
const digest = createHash('sha256');
for (const path of ['chunks/re2js.cjs', 'cli/main.js', ...written].sort())
  digest.update(path).update(readFileSync(join(root, 'dist', path)));
writeFileSync(join(root, 'dist/.built'), `${digest.digest('hex')}\n`);
