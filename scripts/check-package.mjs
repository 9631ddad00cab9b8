// What `npm pack` would publish holds what a user needs, and the packed command runs.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './setup.mjs';

const fail = (message) => {
  process.stderr.write(`${message}\n`);
  process.exit(1);
};
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const unpinned = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies }).filter(
  ([, v]) => !/^\d/.test(v),
);
if (unpinned.length > 0) fail(`not pinned exactly: ${unpinned.map(([name]) => name).join(', ')}`);
const packed = spawnSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: root, encoding: 'utf8' });
if (packed.status !== 0) fail(packed.stderr);
const listed = JSON.parse(packed.stdout.slice(packed.stdout.indexOf('[')))[0].files.map((file) => file.path);
const missing = ['dist/cli/main.js', 'README.md', 'LICENSE', 'CHANGELOG.md', 'package.json'].filter(
  (path) => !listed.includes(path),
);
if (missing.length > 0) fail(`missing from the package: ${missing.join(', ')}`);
if (!existsSync(join(root, manifest.bin.gatehouse))) fail('the command is not built');
const version = spawnSync(process.execPath, [join(root, manifest.bin.gatehouse), '--version'], { encoding: 'utf8' });
if (version.stdout.trim() !== manifest.version)
  fail(`--version says ${version.stdout.trim()}, package.json ${manifest.version}`);
process.stdout.write(`package ${manifest.name}@${manifest.version}: ${listed.length} files\n`);
