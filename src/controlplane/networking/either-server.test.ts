import { get } from 'node:http';
import { get as getSecure } from 'node:https';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createEitherServer } from './either-server.ts';

const server = createEitherServer({
  http: (request, response) => {
    response.end(`${'encrypted' in request.socket ? 'https' : 'http'} ${request.url}`);
  },
  tell: async () => 'told',
});
let port = 0;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => server.end());

const textOf = (send: typeof get | typeof getSecure, options: object): Promise<string> =>
  new Promise((resolve, reject) => {
    const request = send({ host: '127.0.0.1', port, ...options }, async (response) => {
      let text = '';
      for await (const chunk of response) text += String(chunk);
      resolve(text);
    });
    request.on('error', reject);
  });

test('HTTP and HTTPS are answered on one port', async () => {
  expect(await textOf(get, { path: '/a' })).toBe('http /a');
  expect(await textOf(getSecure, { path: '/b', rejectUnauthorized: false })).toBe('https /b');
});

/** What comes back of bytes, until all of them are there. */
const bytesOf = (socket: Socket, sent: string): Promise<string> =>
  new Promise((resolve, reject) => {
    let seen = '';
    socket.on('error', reject);
    socket.on('data', (chunk) => {
      seen += String(chunk);
      if (!seen.endsWith(sent)) return;
      resolve(seen);
      socket.destroy();
    });
    socket.write(sent);
  });

test.each([
  ['in clear', () => connect(port, '127.0.0.1')],
  ['over TLS', () => connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false, ALPNProtocols: ['mqtt'] })],
])('other bytes come back %s, behind a line of its own', async (_, open) => {
  expect(await bytesOf(open(), 'MQTT? here it is')).toBe('told\nMQTT? here it is');
});

test('whoever judges its certificate turns away', async () => {
  await expect(textOf(getSecure, { path: '/b' })).rejects.toThrow(/unable to verify|self.signed/);
});

test('a client that breaks off harms nobody', async () => {
  for (const bytes of [[0x16, 3, 1, 0, 5, 1], [0x47]]) {
    await new Promise<void>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => socket.write(Buffer.from(bytes), () => socket.destroy()));
      socket.once('close', () => resolve());
    });
  }
  expect(await textOf(get, { path: '/a' })).toBe('http /a');
});
