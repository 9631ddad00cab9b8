import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { dockerCredentials } from './credentials.ts';
import { readBody } from './read-body.ts';
import { type Respond, serveOnLoopback, type TestServer, testClient } from './test-registry.ts';
import { readChallenges } from './token.ts';

const open: { close: () => unknown }[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

test.each([
  [
    'Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:a/b:pull,push"',
    [
      {
        scheme: 'bearer',
        parameters: {
          realm: 'https://auth.docker.io/token',
          service: 'registry.docker.io',
          scope: 'repository:a/b:pull,push',
        },
      },
    ],
  ],
  ['Basic realm="a \\"b\\""', [{ scheme: 'basic', parameters: { realm: 'a "b"' } }]],
  [
    'Basic realm=x, Bearer realm="y"',
    [
      { scheme: 'basic', parameters: { realm: 'x' } },
      { scheme: 'bearer', parameters: { realm: 'y' } },
    ],
  ],
  ['Negotiate', [{ scheme: 'negotiate', parameters: {} }]],
  ['', []],
])('%s is read', (header, expected) => {
  expect(readChallenges(header)).toEqual(expected);
});

/** A registry that wants a token, and the server that gives it to those who log in as `login` says, or to all. */
async function serveWithTokens(login?: string, tokenPath = '/token'): Promise<TestServer> {
  const respond: Respond = ({ path, headers }, response) => {
    if (path.startsWith('/token')) {
      if (login !== undefined && headers.authorization !== login) return void response.writeHead(401).end();
      return void response.end(JSON.stringify({ token: 'a.b.c', expires_in: 300 }));
    }
    if (headers.authorization === 'Bearer a.b.c') return void response.end('in');
    const challenge = `Bearer realm="http://${server.host}${tokenPath}?x=1",service="reg",scope="repository:app:pull"`;
    response.writeHead(401, { 'www-authenticate': challenge }).end();
  };
  const server = await serveOnLoopback(respond);
  open.push(server);
  return server;
}

const login = 'Basic bWU6c2VjcmV0';

describe('a registry that wants a token', () => {
  test('is asked with one, and with the same one again', async () => {
    const server = await serveWithTokens();
    const client = testClient();
    open.push(client);
    for (const path of ['/a', '/b']) {
      const answer = await client.get(new URL(`http://${server.host}${path}`), { scope: 'repository:app:pull' });
      expect((await readBody(answer, 10)).toString()).toBe('in');
    }
    expect(server.asked.map(({ path }) => path)).toEqual([
      '/a',
      '/token?x=1&service=reg&scope=repository%3Aapp%3Apull',
      '/a',
      '/b',
    ]);
  });

  test('gets the login by way of its token server', async () => {
    const server = await serveWithTokens(login);
    const client = testClient({ credentials: async (host) => (host === server.host ? login : undefined) });
    open.push(client);
    const answer = await client.get(new URL(`http://${server.host}/a`), { scope: 'repository:app:pull' });
    expect(answer.status).toBe(200);
    expect(server.asked.map(({ headers }) => headers.authorization)).toEqual([undefined, login, 'Bearer a.b.c']);
    answer.body.resume();
  });

  test.each([
    ['wants a login (401)', undefined],
    ['refuses the login (401)', 'Basic d3Jvbmc6d3Jvbmc='],
  ])('%s, and the message holds no secret', async (reason, given) => {
    const server = await serveWithTokens(login);
    const client = testClient({ credentials: async () => given });
    open.push(client);
    const failed = client.get(new URL(`http://${server.host}/a`), { scope: 'repository:app:pull' });
    await expect(failed).rejects.toMatchObject({ message: `${server.host}: ${reason}`, fault: 'refused' });
  });
});

describe('logins that docker login keeps', () => {
  const folder = mkdtempSync(join(tmpdir(), 'docker-'));
  const auths = {
    'https://index.docker.io/v1/': { auth: 'aHVi' },
    'ghcr.io': { auth: 'Z2hjcg==' },
    'https://registry.lan:5000': { username: 'me', password: 'secret' },
    'quay.io': {},
  };
  writeFileSync(join(folder, 'config.json'), JSON.stringify({ auths, credsStore: 'pass' }));
  const credentials = dockerCredentials({ DOCKER_CONFIG: folder });

  test.each([
    ['registry-1.docker.io', 'Basic aHVi'],
    ['ghcr.io', 'Basic Z2hjcg=='],
    ['registry.lan:5000', login],
    ['quay.io', undefined],
    ['example.org', undefined],
  ])('%s: %s', async (host, expected) => {
    expect(await credentials(host)).toBe(expected);
  });

  test.each(['not json', 'null', '[]', '{"auths": {"a": null}}'])('a file with %s holds none', async (text) => {
    const other = mkdtempSync(join(tmpdir(), 'docker-'));
    writeFileSync(join(other, 'config.json'), text);
    expect(await dockerCredentials({ DOCKER_CONFIG: other })('ghcr.io')).toBeUndefined();
  });
});
