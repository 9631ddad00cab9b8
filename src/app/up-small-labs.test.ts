import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { render } from './render-lab.ts';
import { trace } from './trace.ts';
import { up } from './up.ts';
import type { UpReport } from './up-report.ts';

/** Labs of a few lines, each with what it does without. */
const labs: Readonly<Record<string, string>> = {
  'a gate and an app, all else left out': `
name: cabin
domain: cabin.example.org
network: { cidr: 192.168.7.0/24, gateway: 192.168.7.1, dhcp: 192.168.7.100-192.168.7.199 }
nodes:
  - { name: n1, address: 192.168.7.11, role: control-plane }
  - { name: n2, address: 192.168.7.12 }
ingress: { address: 192.168.7.240 }
apps:
  - { name: whoami, image: 'docker.io/traefik/whoami:v1.11.0', port: 80 }
`,
  'addresses alone, without an entry': `
name: yard
distribution: { kind: talos, api: { address: 192.168.9.10 } }
versions: { metallb: 0.14.8 }
network: { cidr: 192.168.9.0/24, gateway: 192.168.9.1, dhcp: 192.168.9.100-192.168.9.200 }
nodes:
  - { name: cp-1, address: 192.168.9.11, role: control-plane }
  - { name: worker-1, address: 192.168.9.21 }
repository: { layout: plain, path: manifests }
addresses: { pools: [{ name: default-pool, addresses: 192.168.9.60-192.168.9.69 }] }
apps:
  - { name: hello, image: 'gcr.io/google-samples/hello-app:2.0', port: 8080, user: 1000, service: { type: LoadBalancer } }
`,
  'HTTP only, under names of its own': `
name: porch
distribution: talos
versions: { traefik: 37.4.0 }
network: { cidr: 192.168.9.0/24, gateway: 192.168.9.1, dhcp: 192.168.9.100-192.168.9.200 }
nodes:
  - { name: cp-1, address: 192.168.9.11, role: control-plane }
  - { name: worker-1, address: 192.168.9.21 }
  - { name: worker-2, address: 192.168.9.22 }
repository: { layout: plain, path: manifests }
addresses: { install: chart, pools: [{ name: default-pool, addresses: 192.168.9.60-192.168.9.69 }] }
ingress: { namespace: ingress-system, class: porch, kind: Deployment, replicas: 2, address: 192.168.9.60, tls: none }
apps:
  - { name: hello1, host: hello1.home.arpa, image: 'gcr.io/google-samples/hello-app:2.0', port: 8080, user: 1000, route: Ingress }
`,
  'charts out of the registries that have them, and a chat that is told': `
name: quay
domain: quay.example.org
network: { cidr: 192.168.7.0/24, gateway: 192.168.7.1, dhcp: 192.168.7.100-192.168.7.199 }
nodes:
  - { name: n1, address: 192.168.7.11, role: control-plane }
repository: { url: 'ssh://git@git.example.org/quay.git', charts: oci }
delivery: { notify: { type: discord, credentials: { env: DISCORD_WEBHOOK } } }
ingress: { address: 192.168.7.240 }
apps:
  - { name: whoami, image: 'docker.io/traefik/whoami:v1.11.0', port: 80 }
`,
  'a folder for each cluster': `
name: barn
domain: barn.example.org
network: { cidr: 192.168.7.0/24, gateway: 192.168.7.1, dhcp: 192.168.7.100-192.168.7.199 }
nodes:
  - { name: n1, address: 192.168.7.11, role: control-plane }
repository: { url: 'https://git.example.org/barn.git', layout: clusters, path: kubernetes, cluster: production }
ingress: { address: 192.168.7.240 }
apps:
  - { name: whoami, image: 'docker.io/traefik/whoami:v1.11.0', port: 80, access: lan }
`,
};

const newFolder = () => mkdtempSync(join(tmpdir(), 'gatehouse-small-'));

async function bringUpAt(path: string): Promise<UpReport> {
  const signal = new AbortController().signal;
  const { report, close } = await up(path, { keep: false, onProgress: () => undefined, signal });
  await close();
  return report;
}

async function bringUp(text: string): Promise<UpReport> {
  const file = join(newFolder(), 'lab.yaml');
  writeFileSync(file, text);
  return bringUpAt(file);
}

describe('a lab of a few lines is proven', () => {
  test.each(Object.entries(labs))('%s', async (_, text) => {
    const report = await bringUp(text);
    expect(report.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(report.verdict).toBe('proven');
    expect(report.addresses.length).toBeGreaterThan(0);
    expect(report.routes.some(({ ok, observed }) => ok && observed.startsWith('200'))).toBe(true);
  });
});

describe('what is taken for granted', () => {
  test.each([
    ['addresses alone, without an entry', []],
    ['a folder for each cluster', ['flux', 'git', 'traefik']],
  ])('of %s, only that of the systems that it has', async (name, some) => {
    const { assumptions } = await bringUp(labs[name]!);
    const kinds = new Set(assumptions.map(({ id }) => id.split('-')[0]));
    expect(['acme', 'dns', 'flux', 'git', 'sops', 'traefik'].filter((kind) => kinds.has(kind))).toEqual(some);
    expect([...kinds]).toEqual(expect.arrayContaining(['app', 'image', 'speaker']));
    expect(assumptions.flatMap(Object.keys)).not.toContain('about');
  });
});

describe('the gate of a lab that speaks HTTP only', () => {
  const porch = labs['HTTP only, under names of its own']!;

  test('is tried by the name in the header, as its page says, and traced to the app by the Ingress', async () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'lab.yaml'), porch);
    await render(folder, {});
    const page = readFileSync(join(folder, 'repository/README.md'), 'utf8');
    expect(page).toContain("curl -H 'Host: hello1.home.arpa' http://192.168.9.60/\n");
    const { outcome } = await trace('http://hello1.home.arpa/', folder, { from: '192.168.9.150' });
    expect(outcome).toMatchObject({ status: 200, allowed: true, backend: 'hello1/hello1' });
    expect(outcome.router).toContain('@kubernetes');
  });

  test.each([
    ['37.4.0', 'proven'],
    ['41.3.0', 'refuted'],
  ])('with `logs` among its values is by chart %s %s', async (version, verdict) => {
    const text = porch
      .replace('traefik: 37.4.0', `traefik: ${version}`)
      .replace('tls: none }', 'tls: none, values: { logs: { general: { level: INFO } } } }');
    const report = await bringUp(text);
    expect(report.verdict).toBe(verdict);
    const refused = report.findings.filter(({ code }) => code === 'own-values-refused');
    expect(refused.map(({ message }) => message.includes("'logs' not allowed"))).toEqual(
      verdict === 'refuted' ? [true] : [],
    );
  });
});

test('a dashboard in clear on the entry point of the chart is asked at its own address, and traced there', async () => {
  const dashboard =
    'dashboard: { address: 192.168.7.241, host: traefik, access: lan, entryPoint: traefik, port: 9000 }';
  const text = labs['a gate and an app, all else left out']!.replace(
    '192.168.7.240 }',
    `192.168.7.240, ${dashboard} }`,
  );
  const { routes, verdict } = await bringUp(text);
  expect(verdict).toBe('proven');
  expect(
    routes
      .filter(({ url }) => url.startsWith('http://traefik.'))
      .map(({ address, client, observed }) => `${address} ${client} ${observed}`),
  ).toEqual(['192.168.7.241 allowed 200', '192.168.7.241 outside 403']);
  const file = join(newFolder(), 'lab.yaml');
  writeFileSync(file, text);
  const { hops } = await trace('http://traefik.cabin.example.org/dashboard/', file, { from: '192.168.7.20' });
  expect(hops[0]?.decision).toBe('traefik.cabin.example.org → 192.168.7.241');
});

describe('entry points that an app has for itself', () => {
  const text = labs['a gate and an app, all else left out']!.replace(
    '192.168.7.240 }',
    '192.168.7.240, tls: none, entryPoints: { web: { port: 80 }, mqtt: { port: 1883, protocol: tcp }, dns: { port: 53, protocol: udp } } }',
  ).replace(
    'port: 80 }\n',
    'ports: { http: 80, mqtt: { port: 1883, entryPoint: mqtt } }, access: lan }\n  - { name: resolver, image: x/dns:v1, user: 1000, ports: { dns: { port: 5353, protocol: UDP, entryPoint: dns } } }\n',
  );

  test('carry bytes to it and back, for whom they are meant', async () => {
    const { routes, verdict, findings } = await bringUp(text);
    expect(findings.filter(({ severity }) => severity === 'error' || severity === 'unknown')).toEqual([]);
    expect(verdict).toBe('proven');
    expect(
      routes
        .filter(({ url }) => !url.startsWith('http'))
        .map(({ url, client, observed }) => `${url} ${client} ${observed}`),
    ).toEqual([
      'udp://192.168.7.240:53 anyone bytes back from resolver/resolver',
      'tcp://192.168.7.240:1883 allowed bytes back from whoami/whoami',
      'tcp://192.168.7.240:1883 outside no answer',
    ]);
  });

  test('are traced hop by hop, HTTP asked for there included', async () => {
    const file = join(newFolder(), 'lab.yaml');
    writeFileSync(file, text);
    const { outcome } = await trace('http://whoami.cabin.example.org:1883/', file, { from: '192.168.7.20' });
    expect(outcome).toMatchObject({ allowed: true, backend: 'whoami/whoami' });
    expect(outcome.router).toMatch(/^whoami-whoami-mqtt-.*@kubernetescrd$/);
  });

  test.each([
    ['tcp://mqtt.cabin.example.org:1883', '192.168.7.20', true, 'whoami/whoami', 'pkg/tcp/wrr_load_balancer.go'],
    ['udp://dns.cabin.example.org:53', '203.0.113.7', true, 'resolver/resolver', 'pkg/udp/wrr_load_balancer.go'],
    ['tls://whoami.cabin.example.org:80', '192.168.7.20', false, '', 'pkg/server/router/tcp/router.go ServeTCP'],
  ])('%s from %s: %s', async (url, from, allowed, backend, source) => {
    const file = join(newFolder(), 'lab.yaml');
    writeFileSync(file, text);
    const { outcome, hops } = await trace(url, file, { from });
    expect(outcome).toMatchObject({ status: 0, allowed, backend });
    expect(hops.at(-1)?.source).toContain(source);
    expect(hops.every(({ reason, source: from }) => reason !== '' && from !== '')).toBe(true);
  });
});

describe('commands that people type', () => {
  const small = labs['addresses alone, without an entry']!;

  test('come one after the other', async () => {
    const { convergence } = await bringUp(small);
    expect(convergence.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'Command kubectl apply -k manifests/metallb',
      'Command kubectl apply -k manifests/metallb/config',
      'Command kubectl apply -k manifests/apps/hello',
    ]);
    const times = convergence.flatMap(({ startedAt, readyAt = Number.NaN }) => [startedAt, readyAt]);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });

  test('end with the first that fails, which is told with what the API server says', async () => {
    const folder = newFolder();
    for (const name of ['a', 'b']) {
      mkdirSync(join(folder, name));
      writeFileSync(
        join(folder, name, 'service.yaml'),
        `apiVersion: v1\nkind: Service\nmetadata: { name: ${name}, namespace: nowhere }\nspec: { ports: [{ port: 80 }] }\n`,
      );
      writeFileSync(join(folder, name, 'kustomization.yaml'), 'resources: [service.yaml]\n');
    }
    writeFileSync(join(folder, 'steps.yaml'), 'gatehouse: steps/v1\nsteps: [{ apply: a }, { apply: b }]\n');
    const { convergence, findings, verdict } = await bringUpAt(folder);
    expect(convergence).toMatchObject([{ name: 'kubectl apply -k a', reason: 'Failed' }]);
    const failed = findings.filter(({ code }) => code === 'step-failed');
    expect(failed).toMatchObject([{ severity: 'error', file: 'steps.yaml' }]);
    expect(failed[0]?.message).toContain('namespaces "nowhere" not found');
    expect(verdict).toBe('refuted');
  });
});
