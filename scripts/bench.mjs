// `npm run bench`: whole-process timings as medians, then the in-process benchmarks. `--record` writes docs/benchmarks.md.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { measureRunning } from './bench-running.mjs';
import { clientReleases } from './kubectl-releases.mjs';
import { ensureBuilt, ensureDependencies, root } from './setup.mjs';

ensureDependencies();
ensureBuilt();
const record = process.argv.includes('--record');
const main = join(root, 'dist/cli/main.js');
const folder = mkdtempSync(join(tmpdir(), 'gatehouse-bench-'));
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

// Prints the peak memory of the measured process itself as its last line on standard error.
const peak = `data:text/javascript,process.on('exit',()=>process.stderr.write('\\npeak-kib '+process.resourceUsage().maxRSS+'\\n'))`;

/** What commands keep between runs is kept here: compiled programs stay, reports of `check` go where a cold run is asked for. */
const cache = join(folder, 'cache');
const env = { ...process.env, XDG_CACHE_HOME: cache };
const forget = () => rmSync(join(cache, 'gatehouse/checks'), { recursive: true, force: true });

/** The first run of a command is no part of it: it compiles what the others find compiled. */
function measure(name, [command, args], limit, { runs = 9, before = () => undefined, warm = true } = {}) {
  const times = [];
  let peakMib = 0;
  if (warm)
    spawnSync(command, typeof args === 'function' ? args('warm') : args, { cwd: root, env, maxBuffer: 1 << 28 });
  for (let i = 0; i < runs; i++) {
    before();
    const given = typeof args === 'function' ? args(i) : args;
    const start = process.hrtime.bigint();
    const { stderr, error } = spawnSync(command, given, { cwd: root, env, encoding: 'utf8', maxBuffer: 1 << 28 });
    if (error) return { name, ms: Number.NaN, peakMib: 0, limit };
    times.push(Number(process.hrtime.bigint() - start) / 1e6);
    peakMib = Math.max(peakMib, Number(/peak-kib (\d+)/.exec(stderr)?.[1] ?? 0) / 1024);
  }
  return { name, ms: median(times), peakMib, limit };
}

const gatehouse = (...args) => [process.execPath, ['--import', peak, main, ...args]];
const largeLab = join(folder, 'large');
spawnSync(process.execPath, ['scripts/run.mjs', 'scripts/make-large-lab.ts', largeLab, '200'], {
  cwd: root,
  stdio: 'inherit',
});
const wideLab = join(folder, 'wide');
spawnSync(process.execPath, ['scripts/run.mjs', 'scripts/make-large-lab.ts', wideLab, '1000', '500'], {
  cwd: root,
  stdio: 'inherit',
});
/** A Flux repository of 6 files an app and one more. */
const repositoryOf = (apps) => {
  const path = join(folder, `repository-${apps}`);
  spawnSync(process.execPath, ['scripts/run.mjs', 'scripts/make-large-repository.ts', path, `${apps}`], {
    cwd: root,
    stdio: 'inherit',
  });
  return path;
};
const appsLab = join(folder, 'apps');
spawnSync(process.execPath, ['scripts/run.mjs', 'scripts/make-large-lab.ts', appsLab, '500'], {
  cwd: root,
  stdio: 'inherit',
});
/** Each run has a folder of its own: what a disk has to do after thousands of files were removed would be measured with the next. */
const intoNewFolder = (name, lab) => [
  process.execPath,
  (run) => gatehouse('render', lab, '--out', join(folder, `${name}-${run}`))[1],
];
const secrets = Array.from({ length: 1000 }, (_, i) => join(folder, `secrets/s${i}.yaml`));
const written = () => {
  mkdirSync(join(folder, 'secrets'), { recursive: true });
  for (const [i, path] of secrets.entries())
    writeFileSync(
      path,
      `apiVersion: v1\nkind: Secret\nmetadata:\n  name: s${i}\n  namespace: apps\nstringData:\n  token: t${i}\n`,
    );
};
written();
/** The key of nobody: the example of age's own manual. */
const recipient = 'age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p';
const [small, large] = [repositoryOf(100), repositoryOf(800)];
let edits = 0;
/** One file of a repository says something else than before. */
const edited = (path) => () =>
  writeFileSync(
    join(path, 'apps/app-7/namespace.yaml'),
    `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: app-7\n  labels:\n    edit: e${edits++}\n`,
  );
const few = { runs: 5 };
const rows = [
  measure('`node -e 0` (the yardstick: how fast this machine is)', [process.execPath, ['-e', '0']], ''),
  measure('`gatehouse --version`', gatehouse('--version'), '150 ms'),
  measure(
    '`gatehouse render examples/production --check`',
    gatehouse('render', 'examples/production', '--check'),
    '7.5 yardsticks',
  ),
  measure(
    '`gatehouse up examples/k3s-homelab`',
    gatehouse('up', 'examples/k3s-homelab', '--quiet'),
    '1500 ms, 250 MiB',
  ),
  measure('`gatehouse up`, 1,000 apps on 500 nodes', gatehouse('up', wideLab, '--quiet'), '20 s, 1 GiB', {
    runs: 3,
    warm: false,
  }),
  measure('`gatehouse render`, 200 apps, into an empty folder', intoNewFolder('large', largeLab), '500 ms'),
  measure('`gatehouse render`, 500 apps, into an empty folder', intoNewFolder('apps', appsLab), '37.5 yardsticks', few),
  measure(
    '`gatehouse secrets encrypt`, 1,000 Secrets',
    gatehouse('secrets', 'encrypt', '--age', recipient, '--', ...secrets),
    '50 yardsticks',
    { ...few, before: written },
  ),
  measure('`gatehouse check`, 601 files, 101 Kustomizations', gatehouse('check', small), '12.5 yardsticks', {
    ...few,
    before: forget,
  }),
  measure('the same, one file changed', gatehouse('check', small), '', { ...few, before: edited(small) }),
  measure('the same, nothing changed', gatehouse('check', small), '', few),
  measure('`gatehouse check`, 4,801 files, 801 Kustomizations', gatehouse('check', large), '50 yardsticks, 300 MiB', {
    runs: 3,
    before: forget,
  }),
  measure('the same, nothing changed', gatehouse('check', large), '', { runs: 3 }),
];
const newest = clientReleases[clientReleases.length - 1];
const kubectl = join(root, `.cache/clients/kubectl-${newest.minor}-${newest.version}/kubectl`);
if (existsSync(kubectl)) {
  const client = measure('`kubectl version --client` (for comparison)', [kubectl, ['version', '--client']], '');
  const build = measure(
    '`kubectl kustomize` of one folder (for comparison)',
    [kubectl, ['kustomize', 'examples/k3s-homelab/repository/apps']],
    '',
  );
  rows.push(client, build);
}
rows.push(...(await measureRunning({ folder, main, measure, gatehouse })));
rmSync(folder, { recursive: true, force: true });

const inProcessFile = join(root, '.cache/bench.json');
mkdirSync(join(root, '.cache'), { recursive: true });
rmSync(inProcessFile, { force: true });
spawnSync(process.execPath, ['scripts/run.mjs', 'scripts/bench.ts', inProcessFile], { cwd: root, stdio: 'inherit' });
const { readFileSync } = await import('node:fs');
const inProcess = existsSync(inProcessFile) ? JSON.parse(readFileSync(inProcessFile, 'utf8')) : [];

const table = [
  '| what | median | in yardsticks | peak memory | wanted |',
  '| --- | --- | --- | --- | --- |',
  ...rows.map(
    (row) =>
      `| ${row.name} | ${row.ms.toFixed(0)} ms | ${(row.ms / rows[0].ms).toFixed(1)} | ${row.peakMib ? `${row.peakMib.toFixed(0)} MiB` : ''} | ${row.limit} |`,
  ),
  ...inProcess.map(
    (row) => `| ${row.name} | ${row.ms < 10 ? row.ms.toFixed(2) : row.ms.toFixed(0)} ms | | | ${row.limit} |`,
  ),
].join('\n');
process.stdout.write(`\n${table}\n`);
if (record) {
  const machine = `${cpus().length} cores (${cpus()[0].model.trim()}), ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`;
  writeFileSync(
    join(root, 'docs/benchmarks.md'),
    `# Benchmarks\n\nMeasured by \`npm run bench -- --record\` on ${machine}. Whole processes are started anew for each run; the rest is measured in one process.\n\n${table}\n`,
  );
}
