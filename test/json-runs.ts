import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { examine } from '../src/app/doctor.ts';
import { holdAgainst } from '../src/app/doctor-lab.ts';
import { liveOptions, withFlux } from '../src/app/live/test-live.ts';
import { upLive } from '../src/app/live/up-live.ts';
import { readerOf } from '../src/check/example-input.ts';
import { StatusError } from '../src/cluster/status-error.ts';
import type { KindRef } from '../src/kube/object.ts';
import { kinds } from '../src/kube/types.ts';
import { playbooksBySystem } from '../src/systems/playbooks.ts';
import {
  edited,
  example,
  fixable,
  folder,
  withHiddenClients,
  withLogin,
  withPolicies,
  withRouteByHeader,
  withShares,
  withTwoClusters,
} from './json-edits.ts';
import { livePages } from './json-live-page.ts';

const main = join(process.cwd(), 'dist/cli/main.js');

function run(...args: string[]): unknown {
  // No helm is on this PATH: what is printed is the same on every machine.
  const env = { ...process.env, PATH: '/nowhere' };
  const argv = [main, ...args, '--output', 'json'];
  const { stdout, stderr } = spawnSync(process.execPath, argv, { encoding: 'utf8', env });
  expect(stdout, stderr).not.toBe('');
  return JSON.parse(stdout);
}

/** What `gatehouse cluster` prints once it is up; then something is done with it, and it is ended. */
async function runCluster(
  meanwhile: (where: { readonly kubeconfig: string }) => unknown = (where) => where,
): Promise<unknown> {
  const cluster = spawn(process.execPath, [main, 'cluster', '--output', 'json'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = new Promise((resolve) => cluster.once('exit', resolve));
  let text = '';
  for await (const chunk of cluster.stdout) {
    text += String(chunk);
    if (text.includes('\n')) break;
  }
  try {
    return meanwhile(JSON.parse(text));
  } finally {
    cluster.kill('SIGINT');
    await ended;
  }
}

/** What `gatehouse serve` prints; then it is ended. */
async function runServe(): Promise<unknown> {
  const server = spawn(process.execPath, [main, 'serve', 'examples/broken/pool-in-dhcp', '--output', 'json'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = new Promise((resolve) => server.once('exit', resolve));
  let text = '';
  for await (const chunk of server.stdout) {
    text += String(chunk);
    if (text.includes('\n')) break;
  }
  server.kill('SIGINT');
  await ended;
  return JSON.parse(text);
}

function renders(): readonly unknown[] {
  const lab = join(folder, 'lab');
  const file = join(lab, 'lab.yaml');
  const change = (path: string, from: string | RegExp, to: string) =>
    writeFileSync(path, readFileSync(path, 'utf8').replace(from, to));
  cpSync('examples/k3s-homelab/lab.yaml', file, { recursive: true });
  const first = run('render', lab);
  const written = join(lab, 'repository/apps/hello');
  rmSync(join(written, 'namespace.yaml'));
  change(join(lab, 'repository/infra/config/cert-manager/kustomization.yaml'), /^/, '# mine\n');
  change(join(lab, 'repository/infra/controller/metallb/namespace.yaml'), /^/, '# mine\n');
  writeFileSync(join(lab, 'repository/apps/extra.yaml'), readFileSync(join(written, 'service.yaml')));
  writeFileSync(join(written, 'service.yaml'), 'mine');
  change(file, '- name: hello', '- name: hi');
  change(file, '  folders:', '  folders:\n    configs: infra/settings');
  const second = run('render', lab, '--check');
  return [first, second, run('render', lab, '--force'), run('render', 'examples/broken/pool-in-dhcp')];
}

/** A repository of which a machine mends one file, and leaves another that Gatehouse wrote. */
function fixes(): readonly unknown[] {
  const repository = join(folder, 'mended');
  mkdirSync(repository);
  const release = (name: string) =>
    `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: { name: ${name}, namespace: a }\nspec: { interval: 1h }\n`;
  writeFileSync(join(repository, 'mine.yaml'), release('mine'));
  writeFileSync(join(repository, 'rendered.yaml'), release('rendered'));
  writeFileSync(join(repository, '.gatehouse.json'), JSON.stringify({ files: { 'rendered.yaml': '0'.repeat(64) } }));
  return [run('check', repository, '--fix')];
}

/** A repository whose findings are written down as known, and looked at again when some of them are mended. */
function adoptions(): readonly unknown[] {
  const repository = join(folder, 'adopted');
  cpSync('examples/broken/middleware-forgotten/repository', repository, { recursive: true });
  const written = run('check', repository, '--write-baseline');
  rmSync(join(repository, 'apps'), { recursive: true });
  const again = run('check', repository);
  return [written, again, ...fixes()];
}

/** A lab of the migration example with texts replaced. */
function migrationLab(
  name: string,
  side: string,
  changes: readonly (readonly [from: string | RegExp, to: string])[],
): string {
  const lab = join(folder, name, 'lab.yaml');
  cpSync(`examples/hostnetwork-migration/${side}/lab.yaml`, lab, { recursive: true });
  const text = changes.reduce((at, [from, to]) => at.replace(from, to), readFileSync(lab, 'utf8'));
  writeFileSync(lab, text);
  return lab;
}

/** A way that fails, as no node has room for one pod more; one that ends well; and one that leaves definitions over. */
function migrations(): readonly unknown[] {
  const app = (more: string) => `  - { name: notes, image: docker.io/traefik/whoami:v1.11.0, port: 80${more} }\n`;
  const large = (value: string) => app(`, replicas: 2, resources: { memory: 5Gi }, env: { A: '${value}' }`);
  const lab = (name: string, end: string) => migrationLab(name, 'after', [[/$/, end]]);
  const bare = migrationLab('bare', 'after', [
    [/^ingress:\n( .*\n)+/m, ''],
    [/^apps:[\s\S]*/m, 'apps: []\n'],
  ]);
  return [
    run('migrate', lab('full', large('1')), lab('fuller', large('2'))),
    run('migrate', 'examples/hostnetwork-migration/before', 'examples/hostnetwork-migration/after'),
    run('migrate', lab('data', app(', volumes: { /data: 1Gi }')), bare),
  ];
}

/** A lab brought up on a cluster that is not ours: to the end, not for long enough, and where a node is missing. */
async function ups(): Promise<readonly unknown[]> {
  const row = {
    url: '',
    address: '',
    connectedTo: '',
    expected: '',
    observed: '',
    outcome: 'kept',
    object: '',
  } as const;
  const verify = async () => ({ rows: [{ ...row, differences: [] }], notCompared: ['streams'] });
  const reports = async (embedded: Awaited<ReturnType<typeof withFlux>>, more: object, path = example) => {
    const report = await upLive(path, { ...liveOptions(embedded), verify, ...more });
    await embedded.stop();
    return report;
  };
  const headless = await withFlux();
  const [node] = await headless.cluster.list(kinds.Node);
  await headless.cluster.delete(kinds.Node, node!.metadata.name);
  return [
    await reports(await withFlux(), {}),
    await reports(await withFlux(), { timeout: 30 }),
    await reports(headless, {}),
    await reports(await withFlux(), {}, edited('gateless', 'apps/hello/ingressroute.yaml', 'websecure', 'websecur')),
  ];
}

/** A cluster of which some is ill and some may not be read, and one that is healthy. */
async function examinations(): Promise<readonly unknown[]> {
  const found = playbooksBySystem
    .flatMap(({ playbooks }) => playbooks)
    .filter(({ id }) => /^(pod-(unschedulable|config)|node-not|claim-)/.test(id));
  const objects = found.flatMap(({ examples }) => examples.ill.flatMap((example) => example.objects));
  const lost = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'lost', namespace: 'apps' } };
  objects.push({ ...lost, spec: { nodeName: 'node-2', containers: [] }, status: { phase: 'Running' } });
  const refuse = (kind: string) => {
    throw new StatusError({
      ...{ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', code: 403, reason: 'Forbidden' },
      message: `${kind} may not be listed`,
    });
  };
  const whole = readerOf(objects);
  const cluster = {
    ...whole,
    list: (kind: KindRef) => (kind.kind === 'PersistentVolumeClaim' ? refuse(kind.kind) : whole.list(kind)),
  };
  const at = Date.parse('2026-01-01T12:00:00Z');
  const report = await examine({ name: 'home', cluster: cluster as never, at });
  return [{ ...report, lab: await holdAgainst(example, whole, {}) }, run('doctor', example)];
}

export const runs: Readonly<Record<string, () => readonly unknown[] | Promise<readonly unknown[]>>> = {
  init: () => [run('init', join(folder, 'new'), '--yes')],
  render: renders,
  check: () => [
    run('check', 'examples/broken/pool-in-dhcp'),
    run('check', 'examples/broken/middleware-forgotten'),
    run('check', 'examples/broken/values-of-the-old-chart/repository'),
    run('check', withTwoClusters()),
    ...adoptions(),
  ],
  build: () => [
    run('build', example),
    run('build', edited('near', 'infra/controller/metallb/helmrelease.yaml', /version: .*/g, 'version: 0.15.0')),
    run('build', edited('other', 'infra/controller/metallb/helmrelease.yaml', /chart: .*/g, 'chart: other')),
    run('build', 'examples/broken/pool-in-dhcp'),
  ],
  diff: () => {
    const repository = join(example, 'repository');
    const other = edited('chart', 'infra/controller/metallb/helmrelease.yaml', /chart: .*/g, 'chart: other');
    const list = join(other, 'infra/config/metallb/kustomization.yaml');
    writeFileSync(list, readFileSync(list, 'utf8').replace(/^.*l2advertisement-gate.*\n/m, ''));
    return [run('diff', repository, other), run('diff', withHiddenClients(), repository)];
  },
  up: () => [
    run('up', example),
    run('up', 'examples/broken/values-of-the-old-chart/repository'),
    run('up', 'examples/broken/pool-in-dhcp'),
    run('up', withRouteByHeader()),
    run('up', withLogin()),
  ],
  'up --context': ups,
  verify: () => [run('verify', example), run('verify', withRouteByHeader())],
  trace: () => [
    run('trace', 'https://hello.home.example.org/', example, '--from', '203.0.113.7'),
    run('trace', 'http://traefik.home.example.org/dashboard/', withHiddenClients()),
    run('trace', 'https://album.home.example.org/', withLogin(), '--user', 'ann', '--groups', 'family'),
  ],
  'trace --all': () => [
    run('trace', '--all', withHiddenClients()),
    run('trace', '--all', withRouteByHeader()),
    run('trace', '--all', withLogin()),
  ],
  timeline: () => [
    run('timeline', 'examples/broken/stage-that-never-was/repository'),
    run('timeline', withHiddenClients()),
  ],
  doctor: examinations,
  snapshot: async () => [
    await runCluster(({ kubeconfig }) =>
      run('snapshot', '--kubeconfig', kubeconfig, '--out', join(folder, 'snapshot')),
    ),
  ],
  drill: () => [
    run('drill', withPolicies('policies: { outage: 5s }\n'), '--fault', 'node-dies', '--fault', 'control-plane-lost'),
    run('drill', 'examples/talos-metallb', '--fault', 'host-dies'),
    run('drill', withShares(), '--fault', 'server-gone'),
  ],
  policy: () => [run('policy', withPolicies()), run('policy', withPolicies('policy: []\n'))],
  'policy suggest': () => [run('policy', 'suggest', example)],
  migrate: migrations,
  charts: () => [run('charts', example)],
  cluster: async () => [await runCluster()],
  explain: () => [run('explain', 'pool-overlaps-dhcp'), run('explain', 'lab-syntax')],
  serve: async () => [await runServe()],
  report: async () => [
    ...(await livePages(example)),
    run('report', example),
    run('report', fixable()),
    run('report', 'examples/talos-metallb', '--drills', '--base', 'examples/talos-traefik'),
    run('report', 'examples/talos-metallb', '--html', join(folder, 'page.html')),
  ],
};
