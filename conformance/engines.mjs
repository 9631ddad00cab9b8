// Where the built engines stand, and whether they are those of the module files.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));

export const enginesFolder = join(here, 'engines');

/** The folder of the binaries: `.cache/conformance/bin` of the repository, or below `GATEHOUSE_CACHE`. */
export function binariesFolder() {
  const cache = process.env.GATEHOUSE_CACHE ? resolve(process.env.GATEHOUSE_CACHE) : join(here, '..', '.cache');
  return join(cache, 'conformance', 'bin');
}

/** What the binaries are built from: the module files, and the program that builds them. */
export function fingerprint() {
  const hash = createHash('sha256');
  for (const file of ['engines/go.mod', 'engines/go.sum', 'build.mjs']) hash.update(readFileSync(join(here, file)));
  return hash.digest('hex');
}

export function isBuilt() {
  const file = join(binariesFolder(), 'fingerprint');
  return existsSync(file) && readFileSync(file, 'utf8') === fingerprint();
}

/** The versions the module file asks for: they head every record. */
export function versions() {
  const text = readFileSync(join(enginesFolder, 'go.mod'), 'utf8');
  const of = (module) => new RegExp(`^\\s*${module.replaceAll('.', '\\.')} (v\\S+)`, 'm').exec(text)?.[1];
  return { kubernetes: of('k8s.io/kubernetes'), etcd: of('go.etcd.io/etcd/server/v3'), kwok: of('sigs.k8s.io/kwok') };
}

/** The path of one engine; throws with the remedy when nothing was built. */
export function engine(name) {
  const path = join(binariesFolder(), name);
  if (!existsSync(path)) throw new Error(`${name} is not built: run "npm run conformance:build" first`);
  return path;
}
