import { createServer as createHttpServer } from 'node:http';
import { createServer, type Server } from 'node:https';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { makeServerCertificate } from '../cluster/embedded/server/certificates.ts';
import { realRuntime } from '../core/runtime.ts';
import { proxyOf } from './proxy.ts';
import { readBody } from './read-body.ts';
import { testClient } from './test-registry.ts';

const open: { close: () => unknown }[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

const listen = (server: Server | ReturnType<typeof createHttpServer>): Promise<number> =>
  new Promise((resolve) => {
    open.push({ close: () => server.closeAllConnections() ?? server.close() });
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });

async function serveSecurely() {
  const { ca, certificate, key } = await makeServerCertificate(realRuntime(), ['127.0.0.1']);
  const port = await listen(createServer({ cert: certificate, key }, (_, response) => void response.end('safe')));
  return { ca, port };
}

/** A proxy that leads everything to one port, and notes what it was asked for. */
async function serveProxy(to: number, status = 200) {
  const asked: (string | undefined)[] = [];
  const server = createHttpServer();
  server.on('connect', ({ url, headers }, socket: Socket) => {
    asked.push(url, headers['proxy-authorization']);
    socket.on('error', () => undefined);
    if (status !== 200) return void socket.end(`HTTP/1.1 ${status} No\r\n\r\n`);
    socket.write('HTTP/1.1 200 OK\r\n\r\n');
    const onward = connect(to, '127.0.0.1');
    onward.on('error', () => undefined);
    socket.pipe(onward).pipe(socket);
  });
  return { asked, port: await listen(server) };
}

const question = { scope: 'test' };

test('HTTPS is spoken with authorities of choice', async () => {
  const { ca, port } = await serveSecurely();
  const [trusting, wary] = [testClient({ ca: [ca] }), testClient()];
  open.push(trusting, wary);
  const url = new URL(`https://127.0.0.1:${port}/`);
  expect((await readBody(await trusting.get(url, question), 10)).toString()).toBe('safe');
  await expect(wary.get(url, question)).rejects.toMatchObject({
    fault: 'unreachable',
    reason: expect.stringMatching(/certificate/),
    hint: expect.stringContaining('NODE_EXTRA_CA_CERTS'),
  });
});

test('a proxy is asked for a tunnel, through which HTTPS is spoken with the host itself', async () => {
  const { ca, port } = await serveSecurely();
  const proxy = await serveProxy(port);
  const client = testClient({ ca: [ca], proxy: proxyOf({ HTTPS_PROXY: `http://me:pa%20ss@127.0.0.1:${proxy.port}` }) });
  open.push(client);
  const answer = await client.get(new URL('https://kubernetes.default.svc/v2/'), question);
  expect((await readBody(answer, 10)).toString()).toBe('safe');
  expect(proxy.asked).toEqual(['kubernetes.default.svc:443', 'Basic bWU6cGEgc3M=']);
  const other = client.get(new URL('https://registry.example.org/'), question);
  await expect(other).rejects.toMatchObject({ reason: 'its certificate is for another name' });
});

test('a proxy that refuses is named, without its login', async () => {
  const proxy = await serveProxy(1, 407);
  const client = testClient({ proxy: proxyOf({ HTTPS_PROXY: `http://me:secret@127.0.0.1:${proxy.port}` }) });
  open.push(client);
  await expect(client.get(new URL('https://ghcr.io/v2/'), question)).rejects.toMatchObject({
    message: `ghcr.io: the proxy answers 407 (HTTPS_PROXY 127.0.0.1:${proxy.port})`,
  });
});

test.each([
  ['https://ghcr.io/', {}, undefined],
  ['https://ghcr.io/', { HTTPS_PROXY: 'http://proxy:3128' }, 'http://proxy:3128/'],
  ['https://ghcr.io/', { https_proxy: 'proxy:3128' }, 'http://proxy:3128/'],
  ['https://ghcr.io/', { HTTPS_PROXY: '::' }, undefined],
  ['http://127.0.0.1/', { HTTPS_PROXY: 'http://proxy:3128' }, undefined],
  ['https://localhost/', { HTTPS_PROXY: 'http://proxy:3128' }, undefined],
  ['https://ghcr.io/', { HTTPS_PROXY: 'http://proxy:3128', NO_PROXY: '*' }, undefined],
  ['https://ghcr.io/', { HTTPS_PROXY: 'http://proxy:3128', NO_PROXY: 'a, ghcr.io' }, undefined],
  ['https://x.ghcr.io/', { HTTPS_PROXY: 'http://proxy:3128', no_proxy: 'ghcr.io' }, undefined],
  ['https://ghcr.io/', { HTTPS_PROXY: 'http://proxy:3128', NO_PROXY: '.ghcr.io' }, 'http://proxy:3128/'],
  ['https://x.ghcr.io/', { HTTPS_PROXY: 'http://proxy:3128', NO_PROXY: '*.ghcr.io' }, undefined],
  ['https://xghcr.io/', { HTTPS_PROXY: 'http://proxy:3128', NO_PROXY: 'ghcr.io' }, 'http://proxy:3128/'],
  ['https://ghcr.io/', { HTTPS_PROXY: 'http://proxy:3128', NO_PROXY: 'ghcr.io:8443' }, 'http://proxy:3128/'],
  ['https://192.168.1.5:5000/', { HTTPS_PROXY: 'http://proxy:3128', NO_PROXY: '192.168.1.5:5000' }, undefined],
])('%s with %j is asked through %s', (url, env, expected) => {
  expect(proxyOf(env)(new URL(url))?.href).toBe(expected);
});
