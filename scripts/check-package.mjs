// What `npm pack` would publish holds what a user needs, the packed command runs, and a program that imports the package type-checks and runs.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
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
const run = (...args) => spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
const types = run('scripts/build-types.mjs');
if (types.status !== 0) fail(types.stderr);
const packed = spawnSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: root, encoding: 'utf8' });
if (packed.status !== 0) fail(packed.stderr);
const listed = JSON.parse(packed.stdout.slice(packed.stdout.indexOf('[')))[0].files.map((file) => file.path);
const missing = [
  'dist/cli/main.js',
  'dist/cluster.js',
  'dist/web/index.html',
  'dist/web/app.js',
  'dist/web/app.css',
  'dist/web/layout-worker.js',
  'dist/types/controlplane/start-cluster.d.ts',
  'README.md',
  'LICENSE',
  'CHANGELOG.md',
  'package.json',
].filter((path) => !listed.includes(path));
if (missing.length > 0) fail(`missing from the package: ${missing.join(', ')}`);
if (!existsSync(join(root, manifest.bin.gatehouse))) fail('the command is not built');
const version = spawnSync(process.execPath, [join(root, manifest.bin.gatehouse), '--version'], { encoding: 'utf8' });
if (version.stdout.trim() !== manifest.version)
  fail(`--version says ${version.stdout.trim()}, package.json ${manifest.version}`);
checkConsumer();
checkTarball();
process.stdout.write(`package ${manifest.name}@${manifest.version}: ${listed.length} files\n`);

/** The packed file alone, unpacked where nothing else is, as `npx` would: it runs by its name, judges, and explains. */
function checkTarball() {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-packed-'));
  try {
    const pack = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder];
    const made = spawnSync('npm', pack, { cwd: root, encoding: 'utf8' });
    if (made.status !== 0) fail(made.stderr);
    const [{ filename }] = JSON.parse(made.stdout.slice(made.stdout.indexOf('[')));
    const unpacked = spawnSync('tar', ['-xzf', filename], { cwd: folder, encoding: 'utf8' });
    if (unpacked.status !== 0) fail(unpacked.stderr);
    const command = join(folder, 'package', manifest.bin.gatehouse);
    const check = (wanted, text, ...args) => {
      const { status, stdout, stderr } = spawnSync(command, args, { cwd: folder, encoding: 'utf8' });
      if (status === wanted && stdout.includes(text)) return;
      fail(`the packed command, gatehouse ${args.join(' ')}: exit ${status}\n${stdout}${stderr}`);
    };
    check(0, manifest.version, '--version');
    check(0, 'no findings', 'check', 'package/examples/k3s-homelab');
    check(1, 'pool-overlaps-dhcp', 'check', 'package/examples/broken/pool-in-dhcp', '--format', 'github');
    check(0, 'MetalLB', 'explain', 'pool-overlaps-dhcp');
    check(0, '_gatehouse', 'completion', 'bash');
    check(0, 'wrote page.html', 'report', 'package/examples/talos-metallb', '--html', 'page.html');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A small test suite of somebody else's, which has the package among its modules. */
function checkConsumer() {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-consumer-'));
  try {
    mkdirSync(join(folder, 'node_modules'));
    symlinkSync(root, join(folder, 'node_modules/gatehouse'));
    cpSync(join(root, 'examples/embedded-cluster.mts'), join(folder, 'suite.mts'));
    const options = { module: 'nodenext', target: 'es2023', lib: ['es2023', 'esnext.disposable'], strict: true };
    const typeRoots = [join(root, 'node_modules/@types')];
    const compilerOptions = { ...options, types: ['node'], typeRoots, outDir: '.', rootDir: '.' };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['suite.mts'] }));
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
    const checked = run('node_modules/typescript/bin/tsc', '-p', folder);
    if (checked.status !== 0) fail(`a program that imports gatehouse/cluster: ${checked.stdout}`);
    const ran = run('--preserve-symlinks', join(folder, 'suite.mjs'));
    if (ran.status !== 0 || !ran.stdout.includes('2 pods run'))
      fail(`a program that imports gatehouse/cluster: ${ran.stdout}${ran.stderr}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
