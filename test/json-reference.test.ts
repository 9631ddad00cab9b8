import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { examine } from '../src/app/doctor.ts';
import { holdAgainst } from '../src/app/doctor-lab.ts';
import { liveOptions, withFlux } from '../src/app/live/test-live.ts';
import { upLive } from '../src/app/live/up-live.ts';
import { readerOf } from '../src/check/example-input.ts';
import { StatusError } from '../src/cluster/status-error.ts';
import type { KindRef } from '../src/kube/object.ts';
import { kinds } from '../src/kube/types.ts';
import { playbooksBySystem } from '../src/systems/playbooks.ts';

const main = join(process.cwd(), 'dist/cli/main.js');
const folder = mkdtempSync(join(tmpdir(), 'gatehouse-json-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Field paths of each section's table, those of findings in place of `findings[]`. */
function documentedFields(): ReadonlyMap<string, readonly string[]> {
  const sections = readFileSync('docs/reference/json.md', 'utf8').split(/^## /m).slice(1);
  const fields = new Map(
    sections.map((section) => [
      section.slice(0, section.indexOf('\n')),
      [...section.matchAll(/^\| `([^`]+)`/gm)].map((match) => match[1]!),
    ]),
  );
  const findingAt = new Map(
    ['findings[]', 'fix.mended[]', 'fix.left[].finding'].map((at) => [
      at,
      fields.get('Finding')!.map((field) => `${at}.${field}`),
    ]),
  );
  return new Map([...fields].map(([name, paths]) => [name, paths.flatMap((path) => findingAt.get(path) ?? path)]));
}

const elsewhere: ReadonlySet<string> = new Set([
  ...['objects[].object', 'verification.rows[]', 'reach.rows[]', 'reach.unknown[]', 'findings.groups[].findings[]'],
  ...[
    'lab.findings[]',
    'timeline.findings[]',
    'drills.findings[]',
    'drills.lines[].course',
    'drills.skipped[]',
    'drills.unwatched[]',
  ],
  ...['symptoms.symptoms[]', 'journeys[].outcomes[]', 'changes.parts[].unknown[]'],
]);

/** The paths of all leaves of a value: `addresses[].ip`. */
function leavesOf(value: unknown, path = ''): readonly string[] {
  // An object of Kubernetes is documented elsewhere, and so are rows that another command prints, too.
  if (elsewhere.has(path)) return [path];
  if (Array.isArray(value)) return value.flatMap((item) => leavesOf(item, `${path}[]`));
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([key, inner]) =>
    leavesOf(inner, path === '' ? key : `${path}.${path === 'entryPoints' ? '*' : key}`),
  );
}

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

const example = 'examples/k3s-homelab';

/** The example's repository with a text of one file replaced. */
function edited(name: string, file: string, from: string | RegExp, to: string): string {
  const repository = join(folder, name);
  cpSync(join(example, 'repository'), repository, { recursive: true });
  const path = join(repository, file);
  writeFileSync(path, readFileSync(path, 'utf8').replaceAll(from, to));
  return repository;
}

/** A repository of which something is not known: which header a request has. */
const withRouteByHeader = () =>
  edited('header', 'apps/hello/ingressroute.yaml', /(Host\(`hello[^)]*\))/g, '$1 && Header(`X-A`, `b`)');

/** A repository whose gate does not see its clients' addresses, and a part of which is kept elsewhere. */
function withHiddenClients(): string {
  const repository = edited(
    'hidden',
    'infra/config/traefik/service-dashboard.yaml',
    'externalTrafficPolicy: Local',
    'externalTrafficPolicy: Cluster',
  );
  const far =
    'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: far, namespace: flux-system}\nspec: {interval: 10m, prune: true, sourceRef: {kind: ExternalArtifact, name: far}}\n';
  writeFileSync(join(repository, 'cluster/far.yaml'), far);
  return repository;
}

/** A repository for two clusters, of which one has a mistake. */
function withTwoClusters(): string {
  const repository = join(folder, 'clusters');
  for (const [name, path] of [
    ['home', './apps'],
    ['cabin', './gone'],
  ] as const) {
    mkdirSync(join(repository, name), { recursive: true });
    const text = `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: apps, namespace: flux-system}\nspec: {interval: 10m, prune: true, path: ${path}, sourceRef: {kind: GitRepository, name: flux-system}}\n`;
    writeFileSync(join(repository, name, 'apps.yaml'), text);
  }
  mkdirSync(join(repository, 'apps'));
  writeFileSync(
    join(repository, 'apps/a.yaml'),
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: default}\n',
  );
  return repository;
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

/** A repository of which a machine mends one file, as it is in a folder of its own. */
function fixable(): string {
  const repository = join(folder, 'to-mend');
  mkdirSync(repository);
  const release = 'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: { name: a, namespace: a }\n';
  writeFileSync(join(repository, 'mine.yaml'), `${release}spec: { interval: 1h }\n`);
  return repository;
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

/** A lab that people sign in at. */
function withLogin(): string {
  const lab = join(folder, 'login', 'lab.yaml');
  cpSync(join(example, 'lab.yaml'), lab, { recursive: true });
  const login = 'login: { authelia: { host: auth.home.example.org, groups: { family: one-factor } } }';
  const app =
    '  - { name: album, image: docker.io/traefik/whoami:v1.11.0, port: 80, hosts: [album.home.example.org], access: { group: family } }';
  writeFileSync(lab, readFileSync(lab, 'utf8').replace(/^apps:.*$/m, `${login}\napps:\n${app}`));
  return lab;
}

/** A lab with policies, some of them broken. */
function withPolicies(text?: string): string {
  const lab = withLogin();
  const hosts =
    '[{ host: album.home.example.org, from: 10.0.0.0/8, login: true }, { host: other.example.net, from: lab }]';
  writeFileSync(join(lab, '../gatehouse.yaml'), text ?? `policies: { hosts: ${hosts}, nobodys: 192.168.88.60 }\n`);
  return lab;
}

/** A lab with an app on folders of an NFS server. */
function withShares(): string {
  const lab = join(folder, 'shares', 'lab.yaml');
  cpSync(join(example, 'lab.yaml'), lab, { recursive: true });
  const storage = 'storage: { nfs: { media: "192.168.88.5:/mnt/media" } }';
  const app =
    '  - { name: film, image: docker.io/traefik/whoami:v1.11.0, port: 80, hosts: [film.home.example.org], volumes: { /media: { nfs: media } } }';
  writeFileSync(lab, readFileSync(lab, 'utf8').replace(/^apps:.*$/m, `${storage}\napps:\n${app}`));
  return lab;
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
  const reports = async (embedded: Awaited<ReturnType<typeof withFlux>>, more: object) => {
    const report = await upLive(example, { ...liveOptions(embedded), verify, ...more });
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

const runs: Readonly<Record<string, () => readonly unknown[] | Promise<readonly unknown[]>>> = {
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
  explain: () => [run('explain', 'pool-overlaps-dhcp')],
  serve: async () => [await runServe()],
  report: () => [
    run('report', example),
    run('report', fixable()),
    run('report', 'examples/talos-metallb', '--drills', '--base', 'examples/talos-traefik'),
    run('report', 'examples/talos-metallb', '--html', join(folder, 'page.html')),
  ],
};

const documented = documentedFields();

test('every command that prints JSON is documented', () => {
  expect([...documented.keys()]).toEqual(['Finding', ...Object.keys(runs)]);
});

test.each(Object.keys(runs))(
  'the fields of %s are those documented',
  async (command) => {
    const seen = new Set((await runs[command]!()).flatMap((report) => leavesOf(report)));
    // A mapping stands in the table beside its fields; what is wrong with a lab file is about no object, and is always known.
    const never = [
      ...(command === 'render' ? ['result', 'findings[].object'] : []),
      ...(command === 'render' ? ['findings[].knownBy'] : []),
      // What is mended is known to be wrong.
      ...['mended[]', 'left[].finding'].map((at) => `fix.${at}.knownBy`),
      // Told of charts that helm renders, and of those that could not be brought.
      ...(command === 'check' || command === 'up' ? ['charts[].from', 'charts[].notes[]'] : []),
      // A file is told of as a whole, and nothing of it is not known.
      ...(command === 'policy'
        ? ['object', 'column', 'excerpt', 'why', 'knownBy'].map((each) => `findings[].${each}`)
        : []),
      // Only of routes that no gate reads.
      ...(command === 'trace --all' ? ['unknown[].knownBy'] : []),
      // Only of what a step that failed has held up; and of what is not known, of which these labs have nothing.
      ...(command === 'migrate' ? ['missing[]', 'unknown[]'] : []),
      // What keeps it from beginning stands in no file, and is known.
      ...(command === 'up --context'
        ? [
            'verification',
            'secrets[]',
            ...['file', 'line', 'column', 'excerpt', 'knownBy'].map((each) => `findings[].${each}`),
          ]
        : []),
      // Only of a real cluster, and of what differs.
      ...(command === 'verify'
        ? documented.get(command)!.filter((path) => /differences|reason|Ms$|trusted/.test(path))
        : []),
      // Rows of other commands, of which these labs have none.
      ...(command === 'report'
        ? [
            ...['reach.unknown[]', 'symptoms.symptoms[]', 'symptoms.notLookedAt[]', 'timeline.bars[].chain[]'],
            ...['drills.findings[]', 'drills.unwatched[]', 'changes.parts[].unknown[]'],
          ]
        : []),
      ...(command === 'snapshot' ? ['resource', 'reason', 'kind', 'group'].map((each) => `missing[].${each}`) : []),
      // All hosts of these labs are answered; budgets stand in a file and are about no object.
      ...(command === 'drill'
        ? [
            'unwatched[].host',
            'unwatched[].reason',
            ...['object', 'column', 'excerpt'].map((each) => `findings[].${each}`),
          ]
        : []),
      ...(command === 'charts' ? ['charts[].from', 'charts[].problem'] : []),
    ];
    const wanted = documented.get(command)!.filter((path) => !never.includes(path));
    expect([...seen].sort()).toEqual([...wanted].sort());
  },
  60_000,
);
