import { execFile } from 'node:child_process';
import { webcrypto } from 'node:crypto';
import { createServer, request, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import type { UnknownObject } from '../../../kube/object.ts';
import { readStaticConfiguration } from '../model/static-configuration.ts';
import { chartArguments, make, watchedCluster } from '../test-objects.ts';
import { createTraefikServer, type TraefikServer, type TraefikServerOptions } from './traefik-server.ts';

const open: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

/** A pod that tells what it was asked. */
async function startPod(name = 'pod'): Promise<number> {
  const server: Server = createServer((message, response) => {
    const chunks: Buffer[] = [];
    message.on('data', (chunk) => chunks.push(chunk));
    message.on('end', () => {
      response.setHeader('x-pod', name);
      response.end(
        JSON.stringify({
          pod: name,
          method: message.method,
          url: message.url,
          headers: message.headers,
          size: Buffer.concat(chunks).length,
        }),
      );
    });
  });
  server.on('upgrade', (_, socket: Socket) => {
    socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n');
    socket.pipe(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push(
    () => server.closeAllConnections(),
    () => new Promise((resolve) => server.close(resolve)),
  );
  return (server.address() as AddressInfo).port;
}

interface Opened {
  readonly gate: TraefikServer;
  readonly web: number;
  readonly put: (object: UnknownObject) => void;
}

async function openGate(
  objects: readonly UnknownObject[],
  options: Partial<TraefikServerOptions> & { args?: readonly string[] } = {},
): Promise<Opened> {
  const { cluster, put } = watchedCluster(objects);
  const gate = createTraefikServer({
    cluster,
    now: () => Date.UTC(2026, 0, 1),
    connect: () => Promise.reject(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' })),
    installation: {
      configuration: readStaticConfiguration(options.args ?? chartArguments),
      version: '3.7.11',
      hostname: 'traefik-abc',
    },
    ...options,
  });
  open.push(gate.close);
  return { gate, put, web: (await gate.listen('web', { host: '127.0.0.1', port: 0 })).port };
}

interface Answer {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: string;
}

function ask(
  port: number,
  path: string,
  {
    host = 'hello.example.org',
    method = 'GET',
    headers = {},
    body = '',
  }: { host?: string; method?: string; headers?: Record<string, string>; body?: string | Buffer } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      { host: '127.0.0.1', port, path, method, headers: { host, ...headers } },
      async (response) => {
        const chunks: Buffer[] = [];
        for await (const chunk of response) chunks.push(chunk as Buffer);
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString(),
        });
      },
    );
    outgoing.once('error', reject);
    outgoing.end(body);
  });
}

const hello = [
  make.service('hello'),
  make.slice('hello', ['10.42.0.1', '10.42.0.2']),
  make.route('hello', 'Host(`hello.example.org`)'),
];

describe('the gate', () => {
  it('forwards to the servers in turn, with the headers Traefik sets', async () => {
    const ports: Record<string, number> = { '10.42.0.1': await startPod('one'), '10.42.0.2': await startPod('two') };
    const { web } = await openGate(hello, {
      connect: ({ host }) => Promise.resolve({ host: '127.0.0.1', port: ports[host]! }),
      clientAddressOf: () => '192.168.88.7',
    });
    const first = await ask(web, '/a//b?x=1;y=2', {
      headers: { 'X-Forwarded-For': '1.2.3.4', Connection: 'keep-alive, X-Secret', 'X-Secret': 's' },
    });
    expect(first.status).toBe(200);
    const seen = JSON.parse(first.body);
    expect(seen).toMatchObject({ pod: 'one', url: '/a/b?x=1&y=2' });
    expect(seen.headers).toMatchObject({
      host: 'hello.example.org',
      'x-forwarded-for': '192.168.88.7',
      'x-forwarded-host': 'hello.example.org',
      'x-forwarded-port': '80',
      'x-forwarded-proto': 'http',
      'x-forwarded-server': 'traefik-abc',
      'x-real-ip': '192.168.88.7',
    });
    expect(seen.headers['x-secret']).toBeUndefined();
    expect([await ask(web, '/'), await ask(web, '/')].map(({ headers }) => headers['x-pod'])).toEqual(['two', 'one']);
  });

  it.each([
    ['an unknown host', 'nobody.example.org', 404, '404 page not found\n'],
    ['a service without endpoints', 'empty.example.org', 503, 'no available server\n'],
    ['a server nobody answers at', 'hello.example.org', 502, 'Bad Gateway'],
    ['an address that is not allowed', 'closed.example.org', 403, 'Forbidden'],
  ])('answers for %s as Traefik does', async (_, host, status, body) => {
    const { web } = await openGate([
      ...hello,
      make.service('empty'),
      make.route('empty', 'Host(`empty.example.org`)', { route: { services: [{ name: 'empty', port: 80 }] } }),
      make.middleware('lan', { ipAllowList: { sourceRange: ['192.168.0.0/16'] } }),
      make.route('closed', 'Host(`closed.example.org`)', { route: { middlewares: [{ name: 'lan' }] } }),
    ]);
    expect(await ask(web, '/', { host })).toMatchObject({ status, body });
  });

  it('ends the request to the server when the client goes away', async () => {
    let gone: () => void = () => undefined;
    const ended = new Promise<void>((resolve) => {
      gone = resolve;
    });
    let arrived: () => void = () => undefined;
    const slow = createServer((message) => {
      message.socket.once('close', gone);
      arrived();
    });
    await new Promise<void>((resolve) => slow.listen(0, '127.0.0.1', resolve));
    open.push(
      () => slow.closeAllConnections(),
      () => new Promise((resolve) => slow.close(resolve)),
    );
    const { web } = await openGate(hello, {
      connect: () => Promise.resolve({ host: '127.0.0.1', port: (slow.address() as AddressInfo).port }),
    });
    const socket = connect(web, '127.0.0.1');
    arrived = () => socket.destroy();
    socket.write('GET / HTTP/1.1\r\nHost: hello.example.org\r\n\r\n');
    await ended;
  });

  it('says nothing about a connection it keeps, and closes one on request', async () => {
    const { web } = await openGate([]);
    const kept = await ask(web, '/');
    expect([kept.headers.connection, kept.headers['keep-alive']]).toEqual([undefined, undefined]);
    expect((await ask(web, '/', { headers: { connection: 'close' } })).headers.connection).toBe('close');
  });

  it('takes a new route in at once', async () => {
    const port = await startPod();
    const { web, put } = await openGate(hello, { connect: () => Promise.resolve({ host: '127.0.0.1', port }) });
    expect((await ask(web, '/', { host: 'new.example.org' })).status).toBe(404);
    put(make.route('new', 'Host(`new.example.org`)'));
    expect((await ask(web, '/', { host: 'new.example.org' })).status).toBe(200);
  });

  it('passes large bodies on, and asks the server only once for HEAD', async () => {
    const port = await startPod();
    const { web } = await openGate(hello, { connect: () => Promise.resolve({ host: '127.0.0.1', port }) });
    const body = Buffer.alloc(5_000_000, 'x');
    expect(
      JSON.parse((await ask(web, '/', { method: 'POST', body, headers: { expect: '100-continue' } })).body),
    ).toMatchObject({ size: body.length });
    const head = await ask(web, '/', { method: 'HEAD' });
    expect(head).toMatchObject({ status: 200, body: '' });
  });

  it('joins both sides of a WebSocket', async () => {
    const port = await startPod();
    const { web } = await openGate(hello, { connect: () => Promise.resolve({ host: '127.0.0.1', port }) });
    const socket = connect(web, '127.0.0.1');
    open.push(() => socket.destroy());
    socket.write('GET /ws HTTP/1.1\r\nHost: hello.example.org\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n');
    await expect(readUntil(socket, '\r\n\r\n')).resolves.toMatch(/^HTTP\/1.1 101 /);
    socket.write('ping');
    await expect(readUntil(socket, 'ping')).resolves.toBe('ping');
  });

  it('serves several hosts over one kept connection', async () => {
    const port = await startPod();
    const { web } = await openGate(hello, { connect: () => Promise.resolve({ host: '127.0.0.1', port }) });
    const socket = connect(web, '127.0.0.1');
    open.push(() => socket.destroy());
    socket.write('GET / HTTP/1.1\r\nHost: nobody.example.org\r\n\r\n');
    await expect(readUntil(socket, 'not found\n')).resolves.toMatch(/^HTTP\/1.1 404 /);
    socket.write('GET / HTTP/1.1\r\nHost: hello.example.org\r\n\r\n');
    await expect(readUntil(socket, '"size":0}')).resolves.toMatch(/^HTTP\/1.1 200 /);
  });

  it('asks the auth server first', async () => {
    const auth = createServer((message, response) => {
      response.writeHead(message.headers['x-forwarded-uri'] === '/in' ? 200 : 302, {
        'remote-user': 'jo',
        location: 'https://login.example.org/',
      });
      response.end('see login');
    });
    await new Promise<void>((resolve) => auth.listen(0, '127.0.0.1', resolve));
    open.push(
      () => auth.closeAllConnections(),
      () => new Promise((resolve) => auth.close(resolve)),
    );
    const ports: Record<string, number> = {
      'auth.apps.svc': (auth.address() as AddressInfo).port,
      '10.42.0.1': await startPod(),
    };
    const { web } = await openGate(
      [
        make.service('hello'),
        make.slice('hello', ['10.42.0.1']),
        make.middleware('login', {
          forwardAuth: { address: 'http://auth.apps.svc:9091/verify', authResponseHeaders: ['Remote-User'] },
        }),
        make.route('hello', 'Host(`hello.example.org`)', { route: { middlewares: [{ name: 'login' }] } }),
      ],
      { connect: ({ host }) => Promise.resolve({ host: '127.0.0.1', port: ports[host]! }) },
    );
    expect(
      JSON.parse((await ask(web, '/in', { headers: { 'Remote-User': 'root' } })).body).headers['remote-user'],
    ).toBe('jo');
    expect(await ask(web, '/out')).toMatchObject({
      status: 302,
      body: 'see login',
      headers: { location: 'https://login.example.org/' },
    });
  });

  it('answers 500 when the auth server cannot be reached', async () => {
    const { web } = await openGate([
      ...hello.slice(0, 2),
      make.middleware('login', { forwardAuth: { address: 'http://auth.apps.svc:9091/verify' } }),
      make.route('hello', 'Host(`hello.example.org`)', { route: { middlewares: [{ name: 'login' }] } }),
    ]);
    expect(await ask(web, '/')).toMatchObject({ status: 500, body: '' });
  });
});

function readUntil(socket: Socket | TLSSocket, end: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const onData = (chunk: Buffer): void => {
      text += chunk.toString();
      if (!text.endsWith(end)) return;
      socket.off('data', onData);
      resolve(text);
    };
    socket.on('data', onData);
    socket.once('error', reject);
  });
}

describe('the gate over TLS', () => {
  const certificateOf = (
    port: number,
    servername: string | undefined,
    alpn = ['http/1.1'],
  ): Promise<{ cn: string; protocol: string | false | null }> =>
    new Promise((resolve, reject) => {
      const socket = connectTls(
        {
          host: '127.0.0.1',
          port,
          rejectUnauthorized: false,
          ALPNProtocols: alpn,
          ...(servername ? { servername } : {}),
        },
        () => {
          resolve({ cn: String(socket.getPeerCertificate().subject.CN), protocol: socket.alpnProtocol });
          socket.destroy();
        },
      );
      socket.once('error', reject);
    });

  it('shows the generated certificate when there is no other', async () => {
    const { gate } = await openGate(hello);
    const { port, url } = await gate.listen('websecure', { host: '127.0.0.1', port: 0 });
    expect(url).toBe(`https://127.0.0.1:${port}`);
    expect(await certificateOf(port, 'hello.example.org', ['h2', 'http/1.1'])).toEqual({
      cn: 'TRAEFIK DEFAULT CERT',
      protocol: 'h2',
    });
    expect(await certificateOf(port, undefined)).toEqual({ cn: 'TRAEFIK DEFAULT CERT', protocol: 'http/1.1' });
  });

  it('shows an RSA certificate by name though the generated one is elliptic', async () => {
    const own = await selfSigned('rsa.example.org', rsa);
    const { gate } = await openGate([
      make.tlsSecret('own', own.certificate, own.key),
      ...hello.slice(0, 2),
      make.route('tls', 'Host(`rsa.example.org`)', {
        spec: { entryPoints: ['websecure'], tls: { secretName: 'own' } },
      }),
    ]);
    const { port } = await gate.listen('websecure', { host: '127.0.0.1', port: 0 });
    expect((await certificateOf(port, 'rsa.example.org')).cn).toBe('rsa.example.org');
    expect((await certificateOf(port, undefined)).cn).toBe('TRAEFIK DEFAULT CERT');
  });

  it('shows the certificate of a TLS Secret, and of the default store without a server name', async () => {
    const wild = await selfSigned('*.example.org');
    const fallback = await selfSigned('fallback.example.org');
    const { gate } = await openGate([
      ...hello,
      make.tlsSecret('wild', wild.certificate, wild.key),
      make.tlsSecret('fallback', fallback.certificate, fallback.key),
      {
        apiVersion: 'traefik.io/v1alpha1',
        kind: 'TLSStore',
        metadata: { name: 'default', namespace: 'apps' },
        spec: { defaultCertificate: { secretName: 'fallback' } },
      },
      make.route('tls', 'Host(`hello.example.org`)', {
        spec: { entryPoints: ['websecure'], tls: { secretName: 'wild' } },
      }),
    ]);
    const { port } = await gate.listen('websecure', { host: '127.0.0.1', port: 0 });
    expect((await certificateOf(port, 'hello.example.org')).cn).toBe('*.example.org');
    expect((await certificateOf(port, 'a.b.example.org')).cn).toBe('fallback.example.org');
    expect((await certificateOf(port, undefined)).cn).toBe('fallback.example.org');
  });

  it('answers 404 to clear HTTP on a TLS entry point, and to TLS on a clear one', async () => {
    const { gate, web } = await openGate([
      ...hello,
      make.route('tls', 'Host(`hello.example.org`)', { spec: { entryPoints: ['websecure'] } }),
    ]);
    const { port } = await gate.listen('websecure', { host: '127.0.0.1', port: 0 });
    expect((await ask(port, '/')).status).toBe(404);
    const socket = connectTls({
      host: '127.0.0.1',
      port: web,
      rejectUnauthorized: false,
      servername: 'hello.example.org',
    });
    open.push(() => socket.destroy());
    socket.write('GET / HTTP/1.1\r\nHost: hello.example.org\r\n\r\n');
    await expect(readUntil(socket, 'not found\n')).resolves.toMatch(/^HTTP\/1.1 404 /);
  });

  it('speaks HTTP/2 with curl', async () => {
    const port = await startPod();
    const { gate } = await openGate(
      [...hello.slice(0, 2), make.route('tls', 'Host(`hello.example.org`)', { spec: { entryPoints: ['websecure'] } })],
      {
        connect: () => Promise.resolve({ host: '127.0.0.1', port }),
      },
    );
    const { port: secure } = await gate.listen('websecure', { host: '127.0.0.1', port: 0 });
    const arguments_ = [
      '-sk',
      '--http2',
      '--resolve',
      `hello.example.org:${secure}:127.0.0.1`,
      '-w',
      ' %{http_version} %{http_code}',
      `https://hello.example.org:${secure}/x?y=1`,
    ];
    const { stdout } = await promisify(execFile)('curl', arguments_).catch(
      (thrown: { code?: string; stdout?: string }) => {
        if (thrown.code === 'ENOENT') return { stdout: '' };
        return Promise.reject(thrown);
      },
    );
    if (stdout === '') return;
    expect(stdout).toMatch(/ 2 200$/);
    const seen = JSON.parse(stdout.replace(/ 2 200$/, ''));
    expect(seen).toMatchObject({
      url: '/x?y=1',
      headers: {
        host: `hello.example.org:${secure}`,
        'x-forwarded-proto': 'https',
        'x-forwarded-port': String(secure),
      },
    });
  });
});

const ellipticCurve = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const rsa = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  modulusLength: 2048,
  publicExponent: new Uint8Array([1, 0, 1]),
};

async function selfSigned(
  name: string,
  algorithm: typeof ellipticCurve | typeof rsa = ellipticCurve,
): Promise<{ certificate: string; key: string }> {
  await import('reflect-metadata');
  const { SubjectAlternativeNameExtension, X509CertificateGenerator } = await import('@peculiar/x509');
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: '01',
    name: `CN=${name}`,
    notBefore: new Date(Date.UTC(2026, 0, 1)),
    notAfter: new Date(Date.UTC(2036, 0, 1)),
    signingAlgorithm: algorithm,
    keys,
    extensions: [new SubjectAlternativeNameExtension([{ type: 'dns', value: name }])],
  });
  const key = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
  return {
    certificate: certificate.toString('pem'),
    key: `-----BEGIN PRIVATE KEY-----\n${key.match(/.{1,64}/g)!.join('\n')}\n-----END PRIVATE KEY-----\n`,
  };
}
