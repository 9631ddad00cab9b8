import { type AddressInfo, createServer, type Server } from 'node:net';
import { expect, test } from 'vitest';
import { patience } from '../../test/patience.ts';
import { probeReal } from './probe-real.ts';

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

const ask = (url: string, port: number) => probeReal({ url, host: '127.0.0.1', port, timeoutMs: patience(5000) });

test('of bytes of any kind it is asked whether the connection stands, whatever is spoken in it', async () => {
  const heard: string[] = [];
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => {
      heard.push(bytes.toString('latin1'));
      socket.destroy();
    });
  });
  const port = await listening(server);
  expect(await ask('tcp://db.example.org:5432', port)).toMatchObject({ status: 0, from: '127.0.0.1' });
  expect(heard).toEqual([]);
  const refused = await ask('tls://db.example.org:5432', port);
  expect(refused).toMatchObject({ stopped: 'tls' });
  // The record of a handshake (RFC 8446), with the name of the server in it.
  expect(heard[0]?.codePointAt(0)).toBe(22);
  expect(heard[0]).toContain('db.example.org');
  await new Promise((resolve) => server.close(resolve));
  expect(await ask('tcp://db.example.org:5432', port)).toMatchObject({
    stopped: 'connect',
    error: 'refuses the connection',
  });
});
