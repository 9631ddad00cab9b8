import { createSocket } from 'node:dgram';
import { afterEach, describe, expect, test } from 'vitest';
import { patience } from '../../test/patience.ts';
import { createClientBook } from './client-book.ts';
import { serveDatagrams } from './forward-datagrams.ts';
import { probeStream } from './probe-stream.ts';

const open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

/** A server of UDP that tells its name and gives back what it got. */
async function openServer(name: string): Promise<{ host: string; port: number }> {
  const socket = createSocket('udp4', (message, { port, address }) =>
    socket.send([`${name}\n`, message], port, address),
  );
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', () => resolve()));
  open.push(() => new Promise<void>((resolve) => socket.close(() => resolve())));
  return { host: '127.0.0.1', port: socket.address().port };
}

const asked = { protocol: 'udp', serverName: '', alpn: [], from: '10.0.0.9', timeoutMs: patience(5000) } as const;

describe('a datagram through a forwarder', () => {
  test('comes back from whoever its client is sent to', async () => {
    const clients = createClientBook();
    const servers = await Promise.all(['one', 'two'].map(openServer));
    const forward = await serveDatagrams({
      host: '127.0.0.1',
      port: 0,
      clients,
      route: async (client) => ({ ...servers[client === '10.0.0.9' ? 0 : 1]!, clientAddress: client }),
    });
    open.push(forward.close);
    const ask = (from: string) => probeStream({ ...asked, ...forward, from }, clients);
    expect(await ask('10.0.0.9')).toEqual({ told: 'one' });
    expect(await ask('10.0.0.8')).toEqual({ told: 'two' });
  });

  test('that nobody gets is not answered', async () => {
    const clients = createClientBook();
    const forward = await serveDatagrams({ host: '127.0.0.1', port: 0, clients, route: async () => undefined });
    open.push(forward.close);
    expect(await probeStream({ ...asked, ...forward, timeoutMs: 50 }, clients)).toEqual({ error: 'no answer' });
  });
});
