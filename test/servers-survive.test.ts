import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEmbeddedCluster } from '../src/cluster/embedded/index.ts';
import { createPodServers } from '../src/controlplane/kubelet/pod-server.ts';
import { deployment, startTestCluster } from '../src/controlplane/test-world.ts';
import { seededRuntime } from '../src/core/runtime.ts';
import { kinds, type Pod } from '../src/kube/types.ts';
import { createClientBook } from '../src/operate/client-book.ts';
import { serveForward } from '../src/operate/forward.ts';
import { serveApi } from '../src/systems/traefik/api/serve-api.ts';
import { createTraefikServer } from '../src/systems/traefik/gate/traefik-server.ts';
import { readStaticConfiguration } from '../src/systems/traefik/model/static-configuration.ts';
import { chartArguments, make, watchedCluster } from '../src/systems/traefik/test-objects.ts';
import { serveTestPage, token } from '../src/web/server/test-page.ts';
import { type Abused, abuse, attackNames } from './abuse.ts';

const closing: (() => Promise<unknown>)[] = [];
const servers: Record<string, Abused & { readonly status?: number }> = {};

async function openApi(): Promise<void> {
  const embedded = createEmbeddedCluster({ runtime: seededRuntime() });
  const api = await embedded.serve();
  closing.push(embedded.stop);
  const headers = [`Authorization: Bearer ${api.token}`];
  servers.API = { port: api.port, tls: true, path: '/api/v1/namespaces', headers };
  servers['watch of the API'] = { ...servers.API, path: '/api/v1/namespaces?watch=true' };
}

/** A pod's server, a gate before it, Traefik's own API, and a forward to the gate. */
async function openPlatform(): Promise<void> {
  const world = await startTestCluster();
  const pods = createPodServers(world);
  await world.create(deployment('web', { replicas: 1 }));
  await world.pass(60);
  const pod = (await world.list(kinds.Pod))[0] as Pod;
  const at = (await pods.addressOf(pod, 8080))!;
  const { cluster } = watchedCluster([
    make.service('hello'),
    make.slice('hello', ['10.42.0.1']),
    make.route('hello', 'PathPrefix(`/`)'),
  ]);
  const gate = createTraefikServer({
    cluster,
    now: () => 0,
    connect: async () => at,
    installation: { configuration: readStaticConfiguration(chartArguments), version: '3.7.11', hostname: 'traefik' },
  });
  const web = await gate.listen('web', { host: '127.0.0.1', port: 0 });
  const traefik = serveApi(gate, () => 0);
  const clients = createClientBook();
  const route = async (clientAddress: string) => ({ host: web.host, port: web.port, clientAddress });
  const forward = await serveForward({ host: '127.0.0.1', port: 0, clients, route });
  servers['server of a pod'] = { port: at.port };
  servers.gate = { port: web.port };
  // Its one route is without TLS: Traefik itself answers.
  servers['gate with TLS'] = { port: web.port, tls: true, status: 404 };
  servers["Traefik's API"] = { port: Number(new URL(await traefik.listen()).port), path: '/api/overview' };
  servers.forward = { port: forward.port };
  closing.push(forward.close, traefik.close, gate.close, pods.close, world.stop);
}

async function openPage(): Promise<void> {
  const page = await serveTestPage();
  await page.ready();
  const headers = [`Authorization: Bearer ${token}`, `Host: 127.0.0.1:${page.port}`];
  servers.page = { port: page.port, path: '/api/page', headers };
  servers['events of the page'] = { ...servers.page, path: '/api/events' };
  closing.push(page.close);
}

beforeAll(async () => {
  await openPage();
  await openApi();
  await openPlatform();
});
afterAll(async () => {
  for (const close of closing) await close();
});

const statusOf = ({ port, tls, path, headers = [] }: Abused): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const answered = (response: IncomingMessage) => {
      resolve(response.statusCode);
      response.destroy();
    };
    const all = Object.fromEntries(headers.map((header) => header.split(': ') as [string, string]));
    const at = { host: '127.0.0.1', port, path, headers: all, agent: false as const };
    const outgoing = tls ? requestHttps({ ...at, rejectUnauthorized: false }, answered) : requestHttp(at, answered);
    outgoing.on('error', reject).end();
  });

// An error that nobody takes fails the whole run.
describe.each([
  'API',
  'watch of the API',
  'server of a pod',
  'gate',
  'gate with TLS',
  "Traefik's API",
  'forward',
  'page',
  'events of the page',
])('the %s answers on after a client who', (name) => {
  it.each(attackNames)('%s', async (attack) => {
    await abuse(servers[name]!, attack);
    const { status = 200 } = servers[name]!;
    expect(await statusOf(servers[name]!)).toBe(status);
  });
});
