// Go modules as they are published: fetched, held to the digests Gatehouse knows, copied where something is to be changed.
import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { load } from 'js-yaml';
import { binariesFolder } from '../../engines.mjs';

/** The repository. */
export const root = fileURLToPath(new URL('../../..', import.meta.url));

/** The folder of the binaries that nodes run. */
export const podsFolder = () => join(binariesFolder(), '..', 'netlab');

const sources = () => load(readFileSync(join(root, 'data/sources.yaml'), 'utf8'));

/** The newest version of a module that Gatehouse has data of, and the digest it was read with. */
export function pinned(module) {
  const known = Object.entries(sources().modules).filter(([name]) => name.startsWith(`${module}@`));
  const number = (name) => name.split('@v')[1].split('.').map(Number);
  known.sort(([a], [b]) => number(a).reduce((so, part, i) => so || part - number(b)[i], 0));
  const [name, digest] = known.at(-1);
  return { name, digest };
}

/** What `go` prints; throws with the end of its complaint. */
export function go(args, cwd) {
  const env = { ...process.env, CGO_ENABLED: '0', GOFLAGS: '', GOWORK: 'off' };
  const done = spawnSync('nice', ['-n', '15', 'go', ...args], { cwd, encoding: 'utf8', env, maxBuffer: 1 << 26 });
  if (done.error) throw new Error(`go could not be run: ${done.error.message}`);
  if (done.status !== 0) throw new Error(`go ${args.join(' ')} failed:\n${done.stderr.slice(-2000)}`);
  return done.stdout;
}

/** The folder of a module in Go's cache, fetched where it is missing and held to the digest that Gatehouse knows. */
export function moduleFolder({ name, digest }) {
  const { Dir, Sum } = JSON.parse(go(['mod', 'download', '-json', name], root));
  if (digest && Sum !== digest) throw new Error(`${name} has the digest ${Sum}, not ${digest}`);
  return Dir;
}

/** How everything here is built: the same from wherever, and small. */
export const flags = ['-buildvcs=false', '-trimpath', '-ldflags', '-s -w'];
/** Builds a package of the module in a folder. */
export const compile = (target, pkg, cwd) => go(['build', ...flags, '-o', target, pkg], cwd);

/** A copy of a module that may be changed. */
export function copied(folder, name) {
  const target = join(podsFolder(), 'source', name);
  rmSync(target, { recursive: true, force: true });
  cpSync(folder, target, { recursive: true });
  spawnSync('chmod', ['-R', 'u+w', target]);
  return target;
}

/** Takes copies away. */
export const forgetCopies = (...copies) => copies.map((copy) => rmSync(copy, { recursive: true, force: true }));
