// esbuild writes a chunk for each set of parts that share a module, and every lazily loaded file is such a part: hundreds of small files,
// each of which is opened and begun one by one. Chunks that the usual commands load together become one file here; what comes of it is
// CommonJS, whose compiled code can be kept between runs: `src/cli/load-program.ts`.

import { posix } from 'node:path';
import { transform } from 'esbuild';
import { rolldown } from 'rolldown';

/** What commands begin with. Chunks are told apart by which of these load them, and by nothing else; a new command need not be here. */
const beginnings = [
  'src/cli/run-command.ts',
  'src/cli/program.ts',
  'src/app/render-lab.ts',
  'src/app/load-composed.ts',
  'src/app/check-kept.ts',
  'src/app/check.ts',
  'src/app/up.ts',
  'src/app/secrets-change.ts',
  'src/app/secrets-check.ts',
  'src/app/init-lab.ts',
  'src/app/snapshot.ts',
  'src/cluster/embedded/object-judge.ts',
  'src/controlplane/start-cluster.ts',
  'src/operate/probe-worker.ts',
  'src/report/formats/index.ts',
];

/**
 * Writes esbuild's output with fewer chunks; returns the paths of the files in the folder. What a file imports is loaded by all that load the file, so that files merged by who loads
 * them never import each other in a circle.
 *
 * @param texts paths relative to the root, as in `outputs`, and what is in the files
 * @param outputs of esbuild's metafile
 */
export async function writeMerged(texts, outputs, { entries, folder }) {
  const loadedBy = new Map(beginnings.map((each) => [each, loadedWith(outputs, each)]));
  const groupOf = (id) => {
    const path = id.slice(1);
    const users = beginnings.filter((each) => loadedBy.get(each).has(path));
    if (users.length === 0 || Object.values(entries).includes(path)) return null;
    return users.map((each) => posix.basename(each, '.ts')).join('-');
  };
  const bundle = await rolldown({
    input: Object.fromEntries(Object.entries(entries).map(([name, path]) => [name, `/${path}`])),
    platform: 'node',
    treeshake: false,
    checks: { pluginTimings: false },
    preserveEntrySignatures: 'allow-extension',
    plugins: [fromMemory(texts), dense],
  });
  const { output } = await bundle.write({
    dir: folder,
    format: 'cjs',
    minify: false,
    entryFileNames: 'chunks/[name].cjs',
    chunkFileNames: 'chunks/[name]-[hash].cjs',
    codeSplitting: { includeDependenciesRecursively: false, groups: [{ name: groupOf, debugName: 'loaded together' }] },
  });
  await bundle.close();
  return output.map(({ fileName }) => fileName);
}

/** The files that are loaded with an entry point, itself among them. */
function loadedWith(outputs, entryPoint) {
  const entry = Object.keys(outputs).find((path) => outputs[path].entryPoint === entryPoint);
  if (!entry) throw new Error(`nothing loads ${entryPoint} by itself: take it out of scripts/merge-chunks.mjs`);
  const files = new Set([entry]);
  for (const file of files)
    for (const { path, kind, external } of outputs[file].imports)
      if (kind === 'import-statement' && !external) files.add(path);
  return files;
}

/** Without white space, and in ASCII: one letter beyond Latin-1 makes the engine keep and read all of a file in two bytes a letter. */
const dense = {
  name: 'dense',
  renderChunk: async (code) =>
    (await transform(code, { minifyWhitespace: true, charset: 'ascii', target: 'node20', legalComments: 'none' })).code,
};

/** Modules come from `texts`, their ids being paths from the root; everything else is left to Node. */
const fromMemory = (texts) => ({
  name: 'from-memory',
  resolveId(path, importer) {
    const id = importer ? posix.join(posix.dirname(importer), path) : path;
    return texts.has(id.slice(1)) ? id : { id: path, external: true };
  },
  load: (id) => texts.get(id.slice(1)),
});
