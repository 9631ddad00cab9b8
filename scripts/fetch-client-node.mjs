// Brings @kubernetes/client-node, the client library that programs in JavaScript use, into the cache folder:
//
//   node scripts/fetch-client-node.mjs
//
// Its version, those of all it needs and their hashes stand in scripts/client-node/package-lock.json, which npm checks them against.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './setup.mjs';

const folder = join(root, '.cache', 'clients');
const home = join(folder, 'client-node');
const files = ['package.json', 'package-lock.json'];

/** The module to import, whether it is there or not. */
export const clientNodePath = join(home, 'node_modules', '@kubernetes', 'client-node', 'dist', 'index.js');

const source = (file) => join(root, 'scripts', 'client-node', file);

/** Whether the library is there as the lock file has it. */
export function hasClientNode() {
  const stamp = join(home, 'package-lock.json');
  return (
    existsSync(clientNodePath) && readFileSync(stamp, 'utf8') === readFileSync(source('package-lock.json'), 'utf8')
  );
}

/** Makes sure that the library is there. */
export function fetchClientNode() {
  if (hasClientNode()) return;
  mkdirSync(folder, { recursive: true });
  const work = mkdtempSync(join(folder, 'fetch-'));
  try {
    for (const file of files) copyFileSync(source(file), join(work, file));
    const args = ['ci', '--prefix', work, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
    const shell = process.platform === 'win32';
    const { status, error } = spawnSync('npm', args, { stdio: ['ignore', 2, 2], shell });
    if (status !== 0)
      throw new Error(`npm could not install the client library: ${error?.message ?? `exit ${status}`}`);
    // Another process may fetch at the same time: what is put in place is whole.
    rmSync(home, { recursive: true, force: true });
    renameSync(work, home);
  } catch (error) {
    if (!hasClientNode()) throw error;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  fetchClientNode();
  console.log(clientNodePath);
}
