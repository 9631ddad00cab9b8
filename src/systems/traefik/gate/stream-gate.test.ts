import { type AddressInfo, createServer } from 'node:net';
import { connect as connectTls, createServer as createTlsServer, type TLSSocket } from 'node:tls';
import { afterEach, describe, expect, test } from 'vitest';
import { patience } from '../../../../test/patience.ts';
import type { UnknownObject } from '../../../kube/object.ts';
import { createClientBook } from '../../../operate/client-book.ts';
import { probeStream, type StreamProbe } from '../../../operate/probe-stream.ts';
import { readStaticConfiguration } from '../model/static-configuration.ts';
import { chartArguments, make, watchedCluster } from '../test-objects.ts';
import { generateCertificate } from '../tls/default-certificate.ts';
import { ServerTurns } from './server-turns.ts';
import { createTraefikServer } from './traefik-server.ts';

const open: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

/** A server that tells its name and gives back what it gets, in clear or by a certificate of its own. */
async function startServer(name: string, secure = false): Promise<number> {
  const pair = secure ? await generateCertificate(Date.parse('2026-01-01'), ['own.example.org']) : undefined;
  const answer = (socket: TLSSocket | import('node:net').Socket): void => {
    socket.on('error', () => socket.destroy());
    socket.write(`${name}\n`);
    socket.pipe(socket);
  };
  const server = pair ? createTlsServer({ cert: pair.certificate, key: pair.key }, answer) : createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  open.push(() => new Promise((resolve) => server.close(resolve)));
  return (server.address() as AddressInfo).port;
}

const tcp = (name: string, spec: object, route: object = {}): UnknownObject => ({
  apiVersion: 'traefik.io/v1alpha1',
  kind: 'IngressRouteTCP',
  metadata: { name, namespace: 'apps' },
  spec: {
    entryPoints: ['websecure'],
    routes: [{ match: `HostSNI(\`${name}.example.org\`)`, services: [{ name, port: 80 }], ...route }],
    ...spec,
  },
});

/** Opens the gate over servers by name; asks one of its entry points. */
async function openGate(objects: readonly UnknownObject[], ports: Readonly<Record<string, number>>) {
  const names = Object.keys(ports);
  const { cluster } = watchedCluster([
    ...names.flatMap((name, i) => [make.service(name, 80), make.slice(name, [`10.42.0.${i + 1}`], 8080)]),
    ...objects,
  ]);
  const clients = createClientBook();
  const gate = createTraefikServer({
    cluster,
    installation: { configuration: readStaticConfiguration(chartArguments), version: '', hostname: 'traefik' },
    now: () => Date.parse('2026-01-01'),
    clientAddressOf: clients.addressOf,
    connect: async ({ host }) => ({ host: '127.0.0.1', port: ports[names[Number(host.split('.')[3]) - 1]!]! }),
  });
  open.push(() => gate.close());
  return async (entryPoint: string, probe: Partial<StreamProbe>) => {
    const { host, port } = await gate.listen(entryPoint, { host: '127.0.0.1', port: 0 });
    const asked = {
      protocol: 'tls',
      serverName: '',
      alpn: [],
      from: '192.168.1.9',
      timeoutMs: patience(5000),
    } as const;
    return probeStream({ ...asked, ...probe, host, port }, clients);
  };
}

describe('the gate carries bytes', () => {
  test('in clear, to whoever the route means', async () => {
    const all = tcp('mqtt', { entryPoints: ['web'] }, { match: 'HostSNI(`*`)' });
    const ask = await openGate([all], { mqtt: await startServer('mqtt') });
    expect(await ask('web', { protocol: 'tcp' })).toEqual({ told: 'mqtt' });
  });

  test('for nobody outside the networks of its middleware', async () => {
    const lan = {
      apiVersion: 'traefik.io/v1alpha1',
      kind: 'MiddlewareTCP',
      metadata: { name: 'lan', namespace: 'apps' },
      spec: { ipAllowList: { sourceRange: ['192.168.0.0/16'] } },
    };
    const all = tcp('mqtt', { entryPoints: ['web'] }, { match: 'HostSNI(`*`)', middlewares: [{ name: 'lan' }] });
    const ask = await openGate([lan, all], { mqtt: await startServer('mqtt') });
    expect(await ask('web', { protocol: 'tcp' })).toEqual({ told: 'mqtt' });
    const { told, error } = await ask('web', { protocol: 'tcp', from: '203.0.113.7' });
    expect([told, error]).toEqual([undefined, expect.any(String)]);
  });

  test('through TLS that ends here, or at the server', async () => {
    const routes = [tcp('ended', { tls: {} }), tcp('passed', { tls: { passthrough: true } })];
    const ask = await openGate(routes, {
      ended: await startServer('ended'),
      passed: await startServer('passed', true),
    });
    const ended = await ask('websecure', { serverName: 'ended.example.org' });
    expect(ended.told).toBe('ended');
    expect(ended.dnsNames).not.toContain('own.example.org');
    expect(await ask('websecure', { serverName: 'passed.example.org' })).toEqual({
      told: 'passed',
      dnsNames: ['own.example.org'],
    });
  });

  test('not for a client of TLS that offers other protocols than the options', async () => {
    const ask = await openGate([tcp('mqtt', { tls: {} }, { match: 'ALPN(`mqtt`)' })], {
      mqtt: await startServer('mqtt'),
    });
    expect((await ask('websecure', { serverName: 'mqtt.example.org', alpn: ['mqtt'] })).told).toBeUndefined();
  });

  test('and leaves HTTPS to HTTPS', async () => {
    const { cluster } = watchedCluster([tcp('mqtt', { tls: {} })]);
    const gate = createTraefikServer({
      cluster,
      installation: { configuration: readStaticConfiguration(chartArguments), version: '', hostname: 'traefik' },
      now: () => Date.parse('2026-01-01'),
      connect: () => Promise.reject(new Error('nobody')),
    });
    open.push(() => gate.close());
    const { port } = await gate.listen('websecure', { host: '127.0.0.1', port: 0 });
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connectTls({ port, host: '127.0.0.1', servername: 'a.example.org', rejectUnauthorized: false });
      socket.on('error', reject);
      socket.once('data', (chunk) => resolve(String(chunk)));
      socket.write('GET / HTTP/1.1\r\nHost: a.example.org\r\nConnection: close\r\n\r\n');
    });
    expect(answer).toMatch(/^HTTP\/1\.1 404 /);
  });
});

test('servers take turns by weight, and a service without servers its own', () => {
  const server = (address: string) => ({ address, tls: false, insecureSkipVerify: false });
  const leaf = (name: string, ...addresses: string[]) => ({ name, servers: addresses.map(server), children: [] });
  const turns = new ServerTurns();
  const plan = {
    name: 'all',
    servers: [],
    children: [
      { plan: leaf('a', 'a:1', 'a:2'), weight: 2 },
      { plan: leaf('b'), weight: 1 },
    ],
  };
  expect(Array.from({ length: 6 }, () => turns.next(plan)?.address)).toEqual([
    'a:1',
    'a:2',
    undefined,
    'a:1',
    'a:2',
    undefined,
  ]);
});
