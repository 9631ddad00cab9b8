import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dump, load } from 'js-yaml';
import { afterAll, expect, test } from 'vitest';
import type { Cluster } from '../cluster/cluster.ts';
import type { EmbeddedCluster } from '../cluster/embedded/contract.ts';
import { createNodes } from '../controlplane/nodes/create-nodes.ts';
import type { UnknownObject } from '../kube/object.ts';
import type { SchemaNode } from '../lab/schema-tree.ts';
import { readRepository } from '../repo/repository.ts';
import { labDefinition } from '../systems/lab.ts';
import { createPlatformCluster, nodeKindOf, proofRuntime } from './bring-up.ts';
import { checkSubject } from './check.ts';
import { loadSubject, type Subject } from './load-subject.ts';
import { up } from './up.ts';

type Step = string | number;

const file = fileURLToPath(new URL('./nasty-lab.yaml', import.meta.url));
const base = load(readFileSync(file, 'utf8'));

/** The lab with another value at a path; undefined takes the field away. */
function withValue(value: unknown, path: readonly Step[], to: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return to;
  const copy: Record<Step, unknown> | unknown[] = Array.isArray(value) ? [...value] : { ...(value as object) };
  const holder = copy as Record<Step, unknown>;
  holder[step] = withValue(holder[step], rest, to);
  return copy;
}

const letters = (count: number) => 'a'.repeat(count);
const labels = (count: number) => `${Array(count).fill(letters(50)).join('.')}.org`;
const names = [
  'A',
  'a_b',
  'a.b',
  '-a',
  'a-',
  '',
  ' ',
  '1',
  '1a',
  'é',
  letters(63),
  letters(64),
  letters(300),
  'a b',
  'a/b',
];
const addresses = [
  '',
  '192.168.88',
  '192.168.88.256',
  '192.168.088.60',
  '192.168.88.60/24',
  '192.168.88.0',
  '192.168.88.255',
  '10.0.0.1',
  '0.0.0.0',
  '127.0.0.1',
  '::',
  'fd00::1',
  'fe80::1%eth0',
  '::ffff:192.168.88.60',
  'gate',
];
const networks = [
  '',
  '192.168.88.0',
  '192.168.88.7/24',
  '192.168.88.0/33',
  '0.0.0.0/0',
  '192.168.88.0/32',
  'fd00::/64',
  'fd00::1/64',
  '::/0',
  '10.0.0.0/255.0.0.0',
  '::ffff:192.168.88.0/120',
];
const ranges = [
  '',
  '192.168.88.70-79',
  '192.168.88.79-192.168.88.70',
  '192.168.88.70/28',
  '192.168.88.64/28',
  '192.168.88.70–192.168.88.79',
  'fd00::1-fd00::9',
  '10.0.0.0-10.0.0.9',
  '192.168.88.0/24',
  '0.0.0.0-255.255.255.255',
  '::/0',
];
const hosts = [
  '',
  'A.example.org',
  'a_b.home.example.org',
  '*.home.example.org',
  'a..home.example.org',
  'hello',
  '192.168.88.1',
  `${letters(64)}.home.example.org`,
  labels(4),
  labels(6),
  'https://a.home.example.org',
  'home.example.org.',
  '-a.home.example.org',
  'ä.home.example.org',
  'a.home.example.org:443',
];
const numbers = [-1, 0, 1.5, 70000, 2 ** 31, 1e21, '8080', '', true];
const texts = [
  '',
  ' ',
  'a b',
  '`',
  '{{ x }}',
  '$'.concat('{HOME}'),
  "'",
  '"',
  '#',
  letters(300),
  '../x',
  '/x',
  '.',
  'é',
  '\n',
  '\t',
  'a\nb',
  ': ',
  '&a',
  '*a',
  'yes',
  '0644',
];
const urls = [
  'git@github.com:me/lab.git',
  'github.com/me/lab',
  'ssh://git@github.com/me/lab.git',
  'ssh://git@github.com:me/lab.git',
  'git://x/y',
  'https://',
  'https://x/',
  'https://x y/z',
  'file:///x',
  'HTTPS://x/y',
];
const images = [
  'nginx latest',
  'Nginx',
  'https://nginx',
  'nginx:',
  'nginx@sha256:abc',
  letters(300),
  'a//b',
  '-a',
  'docker.io/traefik/whoami:v1.11.0',
  'traefik/whoami',
];
const keys = ['a b', '/a', 'a/', 'a/b/c', 'A/b', letters(64), `${letters(260)}/a`, 'kubernetes.io/hostname', ''];

/** Values that are tried at each field: by its path, with `[]` for items. */
/** Values of charts, as anybody may write them. */
const chartValues = [...texts, [], {}, { a: null }, { ['__proto__']: { a: 1 } }, { '': [{}, null] }, { speaker: 'no' }];

const share = { server: '192.168.88.5', path: '/mnt' };

const values: Readonly<Record<string, readonly unknown[]>> = {
  'certificates.mirror': [...names.map((name) => [name]), [], 'hello', ['traefik'], ['hello', 'hello'], ['*']],
  'storage.nfs': [{}, ...names.map((name) => ({ [name]: 'nas.lan:/mnt' }))],
  'storage.nfs.media': [
    ...texts,
    ...addresses.map((server) => `${server}:/mnt`),
    ...hosts.map((server) => ({ ...share, server })),
    ...['/', 'mnt', '/a b', '/../etc', `/${letters(5000)}`, '//'].map((path) => ({ ...share, path })),
    ...['0', '-1Gi', '1Zi', '1e99', '5', '10gb', ''].map((size) => ({ ...share, size })),
    ...texts.map((option) => ({ ...share, mountOptions: [option] })),
    { ...share, as: 'volume', mountOptions: ['hard'] },
    { ...share, as: 'volume', readOnly: true },
    ...['[fd00::5]:/mnt', '192.168.88.70:/mnt', '192.168.88.51:/mnt', '192.168.88.150:/mnt', ':/mnt', 'nas.lan:'],
  ],
  'addresses.values': chartValues,
  'addresses.install': ['helm', '', 'manifest'],
  'ingress.values': chartValues,
  'certificates.values': chartValues,
  name: names,
  distribution: ['K3s', 'rke2', ''],
  allowSchedulingOnControlPlanes: [true, false, 'yes'],
  'versions.kubernetes': ['1.36', 'v1.36.3', '1.36.3+k3s1', '1.99.0', '1.20.0', 'latest', ''],
  'versions.flux': ['v2.9.4', '2.9', '9.9.9', ''],
  'versions.metallb': ['v0.16.1', '0.15.2', '0.14.9', '1.0.0', '0.16'],
  'versions.traefik': ['v41.3.0', '41', '32.0.0', '410.3.0', '37.4.0', '33.2.1'],
  'versions.certManager': ['1.21.1', 'v1.21.0', 'v1.15.0', 'latest'],
  'repository.url': [...urls, ...texts],
  'repository.branch': texts,
  'repository.path': [...texts, 'kubernetes', './a/b/'],
  'repository.cluster': ['a', 'A b', ''],
  'repository.interval': ['1m', '1h30m', '0s', 'soon', ''],
  'repository.timeout': ['1m', '1h30m', '0s', 'soon', ''],
  'repository.layout': ['plain', ''],
  'repository.charts': ['oci', 'OCI', ''],
  'repository.releases': [{}, { timeout: '1h' }],
  'repository.releases.interval': ['1m', '0s', 'soon', ''],
  'repository.releases.timeout': ['1m', '0s', 'soon', ''],
  'repository.secret': names,
  'repository.extras.readme': [false, 'no', ''],
  'repository.extras.gitignore': [false, 0],
  'repository.extras.renovate': [false, 'none'],
  'repository.extras.preCommit': [false, []],
  'repository.extras.workflow': ['none', 'gitea', 'forgejo', 'gitlab', ''],
  'repository.folders.cluster': [...texts, 'apps', 'a/b', './cluster/'],
  'repository.folders.controllers': [...texts, 'apps'],
  'repository.folders.configs': [...texts, 'apps'],
  'repository.folders.sources': [...texts, 'apps'],
  'repository.folders.apps': [...texts, 'infra'],
  'network.cidr': [
    ...networks,
    ['192.168.88.0/24', '192.168.89.0/24'],
    ['192.168.88.0/24', 'fd00::/64'],
    [],
    '10.42.0.0/16',
    '10.43.0.0/24',
  ],
  'network.gateway': [...addresses, [], ['192.168.88.1', '192.168.88.2']],
  'network.dhcp': [[''], ...ranges.map((range) => [range]), 'none'],
  'network.reserved': [...ranges.map((range) => [range]), [{ range: '192.168.88.60', for: '' }]],
  'network.names': [
    { 'nas.lan': '192.168.88.11' },
    { 'nas.lan': '192.168.88.60' },
    { NAS: '192.168.88.9' },
    { nas: '' },
  ],
  'network.dns': ['zone', 'hosts', 'unbound', 'dnsmasq', 'pihole', 'none', 'bind', ''],
  'network.trusted': [[], ...networks.map((network) => [network])],
  nodes: [[], 'x'],
  'nodes[].name': [...names, 'box.home.example.org', letters(60)],
  'nodes[].address': [...addresses, [], ['192.168.88.51', '192.168.88.54'], ['192.168.88.51', 'fd00::51']],
  'nodes[].role': ['server', 'worker'],
  'nodes[].host': texts,
  'nodes[].taints': [
    ...keys.map((key) => [{ key, effect: 'NoSchedule' }]),
    ...texts.map((value) => [{ key: 'a', value, effect: 'NoSchedule' }]),
    [{ key: 'a', effect: 'NoExecute' }],
    [{ key: 'a', effect: 'Never' }],
    [
      { key: 'a', effect: 'NoSchedule' },
      { key: 'a', value: 'b', effect: 'NoSchedule' },
    ],
  ],
  'nodes[].labels': [
    ...keys.map((key) => ({ [key]: 'x' })),
    ...texts.map((text) => ({ size: text })),
    { 'node.kubernetes.io/exclude-from-external-load-balancers': '' },
    { 'kubernetes.io/hostname': 'other' },
  ],
  'addresses.pools': [
    [],
    [
      { name: 'a', addresses: ['192.168.88.60-192.168.88.61'] },
      { name: 'a', addresses: ['192.168.88.62'] },
    ],
  ],
  'addresses.pools[].name': names,
  'addresses.pools[].addresses': [
    [],
    ...ranges.map((range) => [range]),
    ['192.168.88.60', '192.168.88.60'],
    ['192.168.88.60', 'fd00::60'],
  ],
  'addresses.pools[].autoAssign': ['yes', false],
  'ingress.kind': ['daemonset', 'Deployment'],
  'ingress.replicas': numbers,
  'ingress.address': [
    ...addresses,
    [],
    ['192.168.88.60', '192.168.88.62'],
    ['192.168.88.60', '192.168.88.60'],
    ['192.168.88.60', 'fd00::60'],
  ],
  'ingress.dashboard': [{ address: '192.168.88.60', host: 'traefik.home.example.org' }],
  'ingress.dashboard.address': addresses,
  'ingress.entryPoints.*.protocol': ['tcp', 'udp', 'quic', ''],
  'ingress.dashboard.host': hosts,
  'ingress.dashboard.entryPoint': ['traefik', 'web', ''],
  'ingress.dashboard.port': [9000, 0, '9000'],
  'ingress.dashboard.trusted': [[], ...networks.map((network) => [network])],
  'ingress.entryPoints': [
    {},
    ...names.map((name) => ({ web: { port: 80 }, websecure: { port: 443, tls: true }, [name]: { port: 8081 } })),
    ...numbers.map((port) => ({ web: { port: 80 }, websecure: { port: 443, tls: true }, other: { port } })),
    ...[8000, 8443, 8080, 9100, 9443, 10000, 443, 1].map((port) => ({
      web: { port: 80 },
      websecure: { port: 443, tls: true },
      other: { port },
    })),
    { web: { port: 80 } },
    { websecure: { port: 443, tls: true } },
    { web: { port: 443 }, websecure: { port: 80, tls: true } },
    { web: { port: 80, tls: true }, websecure: { port: 443 } },
    { traefik: { port: 80 }, metrics: { port: 81 } },
  ],
  'ingress.redirectToHttps': [false, 'no'],
  'certificates.issuer': [
    { type: 'self-signed' },
    ...['x', 'a@b', 'me@example.com', 'me@home.lan', '', 'me@my-domain.net'].map((email) => ({
      type: 'acme-http01',
      email,
    })),
    { type: 'acme-http01' },
    { type: 'acme-dns01-cloudflare' },
    { type: 'acme-dns01-cloudflare', apiToken: 'not-a-real-token' },
    ...texts.map((key) => ({ type: 'acme-dns01-cloudflare', apiToken: { env: 'TOKEN', key } })),
    { type: 'acme-dns01-cloudflare', apiToken: { file: '/x', env: 'X' } },
    ...[letters(64), letters(65), '', 'Grüße'.repeat(12), 'a,b=c'].map((commonName) => ({
      type: 'internal-ca',
      commonName,
    })),
  ],
  'certificates.domains': [
    [],
    ...hosts.map((host) => [host, '*.home.example.org']),
    ['*.*.example.org', '*.home.example.org'],
    ['*.home.example.org', '*.home.example.org'],
  ],
  'apps[].name': [...names, 'traefik', 'default', 'kube-system', 'flux-system', 'http', 'tmp', 'second'],
  'apps[].image': [...images, ...texts],
  'apps[].args': [[1], texts, [letters(5000)], ['--port=80']],
  'apps[].env': [
    ...keys.map((key) => ({ [key]: 'x' })),
    { A: 1 },
    ...texts.map((text) => ({ A: text })),
    { 'A=B': 'x' },
    { WHOAMI_PORT_NUMBER: '81' },
  ],
  'apps[].port': [...numbers, 80, 65535],
  'apps[].user': [-1, 0, 1000, 2 ** 31, 'root'],
  'apps[].readOnlyRoot': [true, 'yes'],
  'apps[].writable': [
    ['/'],
    ['x'],
    ['/a', '/a/'],
    ['/tmp'],
    ['/a b'],
    ['/a:b'],
    ['/../x'],
    ['/a', '/a/b'],
    [`/${letters(300)}`],
  ],
  'apps[].replicas': numbers,
  'apps[].hosts': [
    [],
    ...hosts.map((host) => [host]),
    ['hello.home.example.org', 'hello.home.example.org'],
    ['second.home.example.org'],
    ['traefik.home.example.org'],
  ],
  'apps[].path': [
    ...texts,
    '/a',
    '/a/',
    '//',
    '/a//b',
    '/a/../b',
    '/a/./b',
    '/a/..',
    '/a%2fb',
    '/a?b',
    '/a#b',
    '/a b',
    '/a`b',
    `/${letters(3000)}`,
    '/ä',
    '/a"b',
    '/a\\b',
    '/(',
    '/{a}',
  ],
  'apps[].tls': [false, 'no'],
  'apps[].access': ['trusted', 'nobody', [], ...networks.map((network) => [network])],
  'apps[].route': ['Ingress', 'ingress'],
  'apps[].namespace': [...names, 'traefik', 'default', 'kube-system'],
  'apps[].chart': [
    ...texts.map((repository) => ({ repository, name: 'a', version: '1.0.0' })),
    ...names.map((name) => ({ repository: 'https://charts.example.org', name, version: '1.0.0' })),
    { repository: 'https://charts.example.org', name: 'a', version: 'latest' },
    { repository: 'https://charts.example.org', name: 'a', version: '1.0.0' },
  ],
  'apps[].command': [texts, [1], []],
  'apps[].secretEnv': [
    ...keys.map((key) => ({ [key]: { env: 'X' } })),
    ...texts.map((key) => ({ KEY: { env: 'X', key } })),
    { KEY: { file: '/x', env: 'X' } },
  ],
  'apps[].ports': [
    {},
    ...names.map((name) => ({ [name]: 8081 })),
    ...numbers.map((port) => ({ http: port })),
    { http: 8080, other: 8080 },
    { dns: { port: 53, protocol: 'UDP' } },
  ],
  'apps[].probe': [...texts, '/healthz', 'none', ...numbers.map((port) => ({ path: '/', port }))],
  'apps[].resources': [
    ...texts.map((cpu) => ({ cpu })),
    ...texts.map((memory) => ({ limits: { memory } })),
    { limits: { cpu: '1m', memory: '1Mi' } },
    { memory: '128Mi', limits: { memory: '64Mi' } },
  ],
  'apps[].volumes': [
    ...texts.map((folder) => ({ [folder]: '1Gi' })),
    ...texts.map((size) => ({ '/data': size })),
    { '/data': '1Gi', '/data/': '2Gi' },
    { '/data': { nfs: 'nas.lan:/mnt/x', readOnly: true } },
  ],
  'apps[].group': numbers,
  'apps[].podSecurity': ['privileged', 'baseline', 'restricted', 'none'],
  'apps[].login': ['oidc', 'none', { oidc: { redirects: texts } }],
  'apps[].middlewares': [texts, ['a/b'], ['A/b'], []],
  'apps[].service': [
    { type: 'NodePort' },
    { type: 'LoadBalancer' },
    ...addresses.map((address) => ({ type: 'LoadBalancer', address })),
    { type: 'LoadBalancer', address: '192.168.88.60' },
    { type: 'LoadBalancer', address: ['192.168.88.70', '192.168.88.71'] },
    { type: 'ClusterIP', address: '192.168.88.70' },
  ],
};

/** Fields with a table of their own, and those that are tried as a part of what holds them. */
const covered = (path: string): boolean =>
  Object.keys(values).some(
    (tried) => path === tried || path.startsWith(`${tried}.`) || path.startsWith(`${tried}[`) || tried.startsWith(path),
  );

/** Every field with its schema, by path. */
function fieldsOf(node: SchemaNode, path: string): (readonly [path: string, node: SchemaNode])[] {
  const inner = Object.entries(node.properties ?? {}).flatMap(([name, child]) => {
    const at = path ? `${path}.${name}` : name;
    return [[at, child] as const, ...fieldsOf(child, at)];
  });
  const branches = [...(node.anyOf ?? []), ...(node.oneOf ?? [])].flatMap((branch) => fieldsOf(branch, path));
  return [...inner, ...branches, ...(node.items ? fieldsOf(node.items, `${path}[]`) : [])];
}

const anything = [...texts, ...numbers, 'latest', 'v1.0.0', '0.0.1', false, null];

/** Fields without a table of their own, with scalars of every sort and those they allow: what a system brings that no lab has by default. */
const untold = fieldsOf(labDefinition.tree(), '')
  .filter(([path]) => !covered(path))
  .map(
    ([path, node]) =>
      [path, [...anything, ...(node.enum ?? []), node.const].filter((value) => value !== undefined)] as const,
  );

test('every field of the lab file that must be there, or is by default, has values of its own that are tried', () => {
  const { required = [], properties = {} } = labDefinition.tree();
  const mayBeLeftOut = ([path]: readonly [string, unknown]): boolean => {
    const [top = ''] = path.split(/[.[]/);
    return !required.includes(top) && (properties[top]?.default === undefined || path.startsWith('versions.'));
  };
  expect(untold.filter((field) => !mayBeLeftOut(field)).map(([path]) => path)).toEqual([]);
});

const stepsTo = (path: string): Step[] =>
  path.split('.').flatMap((part) => (part.endsWith('[]') ? [part.slice(0, -2), 0] : [part]));

const label = { 'node.kubernetes.io/exclude-from-external-load-balancers': '' };
const excluded = ['box', 'box-2'].map((name, i) => ({
  name,
  address: `192.168.88.5${i + 1}`,
  role: 'control-plane',
  labels: label,
}));
const crowded = {
  web: { port: 80 },
  websecure: { port: 443, tls: true },
  ...Object.fromEntries([8000, 8443, 9100, 9443, 10000].map((port) => [`p-${port}`, { port }])),
};

const folder = mkdtempSync(join(tmpdir(), 'gatehouse-nasty-'));

let started: Promise<EmbeddedCluster> | undefined;
afterAll(async () => (await started)?.stop());

/** An API with the kinds and webhooks of all systems; nothing is kept in it but namespaces. */
function startApi(): Promise<EmbeddedCluster> {
  started ??= createPlatformCluster({ ...proofRuntime(), installed: 'assumed', fetchSource: () => undefined });
  return started;
}

/** What the API server has against an object. */
async function refusalOf(cluster: Cluster, object: UnknownObject): Promise<readonly string[]> {
  const dryRun = object.kind !== 'Namespace';
  try {
    await cluster.apply(object, { fieldManager: 'kubectl', force: true, dryRun });
    return [];
  } catch (thrown) {
    return [`${object.kind} ${object.metadata.name}: ${String(thrown)}`];
  }
}

/** What the API server has against the objects of a lab and its nodes. */
async function refusals({ lab, tree }: Subject): Promise<readonly string[]> {
  const { cluster } = await startApi();
  const nodes = createNodes(lab!.nodes, { look: nodeKindOf(lab).look, kubeletVersion: 'v1.36.3', now: 0 });
  const written = readRepository(tree).objects.map(({ object }) => object);
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'flux-system' } };
  const first = [namespace, ...written.filter(({ kind }) => kind === 'Namespace')];
  const others = [...written.filter(({ kind }) => kind !== 'Namespace'), ...nodes] as readonly UnknownObject[];
  const told: string[] = [];
  for (const object of [...first, ...others]) told.push(...(await refusalOf(cluster, object)));
  return told;
}

async function judge(lab: unknown, name: string): Promise<string | undefined> {
  const path = join(folder, `${name}.yaml`);
  writeFileSync(path, dump(lab));
  const subject = await loadSubject(path);
  const errors = (await checkSubject(subject)).filter(({ severity }) => severity === 'error');
  if (errors.length === 0) return (await refusals(subject)).join('\n');
  return errors.every(({ line, hint }) => line && hint) ? undefined : `without line or hint: ${JSON.stringify(errors)}`;
}

test.each<[string, readonly Step[], unknown]>([
  ['a node with a domain in its name', ['nodes', 1, 'name'], 'box-2.home.example.org'],
  ['a node that keeps pods away', ['nodes', 1, 'taints'], [{ key: 'a', effect: 'NoExecute' }]],
  ['all nodes labelled as no place for load balancers', ['nodes'], excluded],
  ['Talos with one control plane that runs nothing else', ['distribution'], 'talos'],
  ['entry points at ports that the pods use inside', ['ingress', 'entryPoints'], crowded],
  ['a folder of a strange name', ['repository', 'folders', 'apps'], 'a b'],
])('%s comes up', async (_, path, value) => {
  const lab = join(folder, 'up.yaml');
  writeFileSync(lab, dump(withValue(base, path, value)));
  const signal = new AbortController().signal;
  const { report, close } = await up(lab, { keep: false, onProgress: () => undefined, signal });
  await close();
  expect(report.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  expect(report.proven).toBe(true);
});

test.each([...Object.entries(values), ...untold])(
  '%s: whatever is written, check finds it or the API server takes it',
  async (path, tried) => {
    const missed: string[] = [];
    for (const [i, value] of tried.entries()) {
      const lab = withValue(base, stepsTo(path), value);
      const told = await judge(lab, `${path.replaceAll(/[^\w]/g, '-')}-${i}`).catch(
        (thrown: unknown) => `threw ${thrown}`,
      );
      if (told) missed.push(`${JSON.stringify(value)}\n${told}`);
    }
    expect(missed.join('\n\n')).toBe('');
  },
  600_000,
);
