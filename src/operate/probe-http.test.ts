import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { patience } from '../../test/patience.ts';
import { createClientBook } from './client-book.ts';
import { listen, serveForward } from './forward.ts';
import { probeHttp } from './probe-http.ts';

const open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

async function serveWho(clients: ReturnType<typeof createClientBook>): Promise<number> {
  const server = createServer((request, response) => response.end(clients.addressOf(request.socket as Socket)));
  await listen(server, '127.0.0.1', 0);
  open.push(() => new Promise((done) => server.close(done)));
  return (server.address() as AddressInfo).port;
}

describe('a probe through a forwarder', () => {
  test('the pod sees the client address that the network leaves it', async () => {
    const clients = createClientBook();
    const port = await serveWho(clients);
    const forwarder = await serveForward({
      host: '127.0.0.1',
      port: 0,
      clients,
      route: async (client) => ({
        host: '127.0.0.1',
        port,
        clientAddress: client === '10.0.0.9' ? client : '192.168.88.11',
      }),
    });
    open.push(forwarder.close);
    const ask = (from: string) =>
      probeHttp(
        { url: 'http://who.example/', host: forwarder.host, port: forwarder.port, from, timeoutMs: patience(5000) },
        clients,
      );
    expect((await ask('10.0.0.9')).body).toBe('10.0.0.9');
    expect((await ask('10.0.0.8')).body).toBe('192.168.88.11');
  });

  test('whoever listens in this process is handed the connection itself, and sees what the network leaves of the client', async () => {
    const clients = createClientBook();
    const server = createServer((request, response) => response.end(clients.addressOf(request.socket as Socket)));
    const take = (socket: Socket): void => {
      server.emit('connection', socket);
      socket.resume();
    };
    const route = async () => ({ host: '127.0.0.1', port: 1, clientAddress: '192.168.88.11', take });
    const forwarder = await serveForward({ host: '127.0.0.1', port: 0, clients, route });
    open.push(forwarder.close);
    const { host, port } = forwarder;
    const probe = { url: 'http://who.example/', host, port, from: '10.0.0.8', timeoutMs: patience(5000) };
    expect((await probeHttp(probe, clients)).body).toBe('192.168.88.11');
  });

  test('a connection that nobody noted has the address it comes from', async () => {
    const clients = createClientBook();
    const port = await serveWho(clients);
    const answer = await fetch(`http://127.0.0.1:${port}/`);
    expect(await answer.text()).toBe('127.0.0.1');
  });

  test('an address nobody answers for gives no status, and the reason', async () => {
    const clients = createClientBook();
    const forwarder = await serveForward({ host: '127.0.0.1', port: 0, clients, route: async () => undefined });
    open.push(forwarder.close);
    const answer = await probeHttp(
      {
        url: 'http://who.example/',
        host: forwarder.host,
        port: forwarder.port,
        from: '10.0.0.9',
        timeoutMs: patience(5000),
      },
      clients,
    );
    expect(answer.status).toBe(0);
    expect(answer.error).toMatch(/ECONNRESET|socket hang up/);
  });

  test('a port in use is said with the system code', async () => {
    const clients = createClientBook();
    const port = await serveWho(clients);
    await expect(
      serveForward({ host: '127.0.0.1', port, clients, route: async () => undefined }),
    ).rejects.toMatchObject({
      code: 'EADDRINUSE',
    });
  });
});
