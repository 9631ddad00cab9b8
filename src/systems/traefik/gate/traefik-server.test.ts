import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { make } from '../test-objects.ts';
import { ask, closeOpened, hello, open, openGate, readUntil, startPod } from './test-gate.ts';

afterEach(closeOpened);

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
