import { connect as connectTcp, createServer } from 'node:net';
import { connect } from 'node:tls';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readClientHello } from './client-hello.ts';

/** The first bytes a real TLS client sends. */
function firstBytes(servername: string | undefined, ALPNProtocols: string[] = []): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => {
      socket.once('data', (chunk) => {
        socket.destroy();
        server.close();
        resolve(chunk);
      });
    });
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string') return reject(new Error('no port'));
      const socket = connectTcp(address.port, '127.0.0.1');
      socket.on('error', () => undefined);
      connect({ socket, servername, ALPNProtocols, rejectUnauthorized: false }).on('error', () => undefined);
    });
  });
}

describe('a ClientHello', () => {
  it.each([
    ['hello.example.org', true],
    ['', false],
  ])('that names %j tells so: %s', async (servername, namesServer) => {
    expect(readClientHello(await firstBytes(servername))).toEqual({ namesServer, serverName: servername, alpn: [] });
  });

  it('tells the protocols that the client offers', async () => {
    expect(readClientHello(await firstBytes('Mqtt.Example.org', ['mqtt', 'h2']))).toEqual({
      namesServer: true,
      serverName: 'mqtt.example.org',
      alpn: ['mqtt', 'h2'],
    });
  });

  it('that has not come whole asks for more', async () => {
    const bytes = await firstBytes('hello.example.org');
    for (const length of [1, 4, 5, 60, bytes.length - 1])
      expect(readClientHello(bytes.subarray(0, length))).toBe('incomplete');
  });

  it('of any bytes is read without a throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 0, maxLength: 300 }), (bytes) => {
        const hello = readClientHello(Uint8Array.from([0x16, 3, 1, 0, bytes.length % 256, ...bytes]));
        expect(hello === 'incomplete' || typeof hello.namesServer === 'boolean').toBe(true);
      }),
    );
  });
});
