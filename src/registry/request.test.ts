import type { ServerResponse } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import type { RegistryClient } from './client.ts';
import { readBody } from './read-body.ts';
import { RegistryError } from './registry-error.ts';
import { type Respond, serveOnLoopback, type TestServer, testClient } from './test-registry.ts';

const open: { close: () => unknown }[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

async function serve(respond: Respond): Promise<TestServer> {
  const server = await serveOnLoopback(respond);
  open.push(server);
  return server;
}

function newClient(options: Parameters<typeof testClient>[0] = {}): RegistryClient {
  const client = testClient(options);
  open.push(client);
  return client;
}

const fetchText = async (client: RegistryClient, url: string, maxBytes = 1024): Promise<string> =>
  (await readBody(await client.get(new URL(url), { scope: 'test' }), maxBytes)).toString();

const failure = (work: Promise<unknown>): Promise<RegistryError> =>
  work.then(
    () => expect.unreachable('it did not fail'),
    (thrown) => {
      expect(thrown).toBeInstanceOf(RegistryError);
      return thrown as RegistryError;
    },
  );

test('a redirect is followed, and another host is not told the login', async () => {
  const other = await serve((_, response) => void response.end('here'));
  const first = await serve(({ headers }, response) => {
    if (headers.authorization === undefined)
      return void response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end();
    response.writeHead(307, { location: `http://${other.host}/blob?signature=abc` }).end();
  });
  const client = newClient({ credentials: async () => 'Basic c2VjcmV0' });
  expect(await fetchText(client, `http://${first.host}/a`)).toBe('here');
  expect(first.asked.map(({ headers }) => headers.authorization)).toEqual([undefined, 'Basic c2VjcmV0']);
  expect(other.asked.map(({ headers }) => headers.authorization)).toEqual([undefined]);
});

test('a redirect within a host keeps the login', async () => {
  const server = await serve(({ path, headers }, response) => {
    if (headers.authorization === undefined)
      return void response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end();
    if (path === '/a') return void response.writeHead(302, { location: '/b' }).end();
    response.end(headers.authorization);
  });
  const client = newClient({ credentials: async () => 'Basic c2VjcmV0' });
  expect(await fetchText(client, `http://${server.host}/a`)).toBe('Basic c2VjcmV0');
});

test('a login is not shown because of what another host wants', async () => {
  const other = await serve((_, response) => void response.writeHead(401, { 'www-authenticate': 'Basic' }).end());
  const first = await serve((_, response) => void response.writeHead(302, { location: `http://${other.host}/` }).end());
  const client = newClient({ credentials: async () => 'Basic c2VjcmV0' });
  const error = await failure(fetchText(client, `http://${first.host}/a`));
  expect(error.fault).toBe('refused');
  expect([...first.asked, ...other.asked].map(({ headers }) => headers.authorization)).toEqual([undefined, undefined]);
});

test('redirects without end are given up', async () => {
  const server = await serve((_, response) => void response.writeHead(302, { location: '/again' }).end());
  expect((await failure(fetchText(newClient(), `http://${server.host}/`))).reason).toBe('leads on more than 10 times');
  expect(server.asked).toHaveLength(11);
});

test.each([
  ['http://registry.example.org/v2/', 'is not asked: http:// is not HTTPS'],
  ['ftp://registry.example.org/v2/', 'is not asked: ftp:// is not HTTPS'],
  ['file:///etc/passwd', 'is not asked: file:// is not HTTPS'],
])('%s is not asked', async (url, reason) => {
  expect(await failure(fetchText(newClient(), url))).toMatchObject({ reason, fault: 'refused' });
});

test('a redirect to plain HTTP elsewhere is not followed', async () => {
  const server = await serve((_, response) => void response.writeHead(302, { location: 'http://example.org/' }).end());
  expect((await failure(fetchText(newClient(), `http://${server.host}/`))).reason).toBe(
    'is not asked: http:// is not HTTPS',
  );
});

test.each([429, 500, 502, 503, 504])('after %i the question is put again', async (status) => {
  const server: TestServer = await serve((_, response) => {
    if (server.asked.length < 3) return void response.writeHead(status, { 'retry-after': '0' }).end();
    response.end('at last');
  });
  expect(await fetchText(newClient(), `http://${server.host}/`)).toBe('at last');
});

test('a server that wants to be left alone is, and is not asked about anything else', async () => {
  const server = await serve((_, response) => void response.writeHead(429, { 'retry-after': '3600' }).end());
  const client = newClient();
  const error = await failure(fetchText(client, `http://${server.host}/a`));
  expect(error).toMatchObject({
    fault: 'busy',
    reason: 'asked too often (429); it wants to be asked again in 3600 s',
  });
  expect(await failure(fetchText(client, `http://${server.host}/b`))).toBe(error);
  expect(server.asked).toHaveLength(1);
});

test('the date in Retry-After is read', async () => {
  const server = await serve(
    (_, response) => void response.writeHead(503, { 'retry-after': new Date(120_000).toUTCString() }).end(),
  );
  const error = await failure(fetchText(newClient({ now: () => 0 }), `http://${server.host}/a`));
  expect(error.reason).toBe('answers 503; it wants to be asked again in 120 s');
});

test('a host where nobody listens is tried once', async () => {
  const server = await serveOnLoopback(() => undefined);
  await server.close();
  const client = newClient();
  const error = await failure(fetchText(client, `http://${server.host}/a`));
  expect(error).toMatchObject({ fault: 'unreachable', reason: 'refuses the connection' });
  expect(await failure(fetchText(client, `http://${server.host}/b`))).toBe(error);
});

test('a server that says nothing is given up', async () => {
  const server = await serve(() => undefined);
  const error = await failure(fetchText(newClient({ silence: 50 }), `http://${server.host}/`));
  expect(error).toMatchObject({ fault: 'unreachable', reason: 'says nothing for 0.05 s' });
});

/** Sends a little again and again, until the other side has enough. */
function drip(response: ServerResponse, chunk: Buffer): void {
  const timer = setInterval(() => response.write(chunk), 1);
  response.on('close', () => clearInterval(timer));
}

test('an answer that drips without end is given up', async () => {
  const server = await serve((_, response) => drip(response, Buffer.from('.')));
  const error = await failure(fetchText(newClient({ deadline: 100 }), `http://${server.host}/`, 1e9));
  expect(error).toMatchObject({ fault: 'unreachable' });
});

test('an answer without end is broken off at its limit', async () => {
  const server = await serve((_, response) => drip(response, Buffer.alloc(64 * 1024)));
  const error = await failure(fetchText(newClient(), `http://${server.host}/`, 1024 * 1024));
  expect(error).toMatchObject({ fault: 'invalid', reason: 'answers with more than 1 MiB' });
});

test('an answer that breaks off is no answer', async () => {
  const server = await serve((_, response) => {
    response.writeHead(200, { 'content-length': '100' });
    response.write('half', () => response.destroy());
  });
  const error = await failure(fetchText(newClient(), `http://${server.host}/`));
  expect(error).toMatchObject({ fault: 'unreachable', reason: 'its answer breaks off' });
});

test('the login in an address is used, and in no message', async () => {
  const server = await serve(({ headers }, response) => {
    if (headers.authorization === undefined) return void response.writeHead(401, { 'www-authenticate': 'Basic' }).end();
    response.writeHead(headers.authorization === 'Basic dXNlcjpzM2NyM3Q=' ? 404 : 500).end();
  });
  const error = await failure(fetchText(newClient(), `http://user:s3cr3t@${server.host}/`));
  expect(error.message).toBe(`${server.host}: has no such thing (404)`);
});

test('a connection that was kept, and that the server closes, costs no answer', async () => {
  const server: TestServer = await serve((_, response) => {
    if (server.asked.length === 2) response.socket?.destroy();
    else response.end(`answer ${server.asked.length}`);
  });
  const client = newClient();
  expect(await fetchText(client, `http://${server.host}/`)).toBe('answer 1');
  expect(await fetchText(client, `http://${server.host}/`)).toBe('answer 3');
});
