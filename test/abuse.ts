import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

/** A server as its clients see it. */
export interface Abused {
  readonly port: number;
  readonly tls?: boolean;
  /** A path that is answered. */
  readonly path?: string;
  readonly headers?: readonly string[];
}

type Attack = (
  head: string,
  path: string,
) => { readonly pieces: readonly (string | Buffer)[]; readonly breakOff?: boolean };

const request = (head: string, line: string, ...more: readonly string[]) =>
  `${line} HTTP/1.1\r\nHost: x\r\n${head}${more.map((header) => `${header}\r\n`).join('')}\r\n`;

const upgrade = ['Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Key: x'];

/** What clients do, by mistake or on purpose. */
const attacks: Readonly<Record<string, Attack>> = {
  'breaks off after its request': (head, path) => ({ pieces: [request(head, `GET ${path}`)], breakOff: true }),
  'breaks off in the middle of a head': (head) => ({ pieces: [`GET / HTTP/1.1\r\n${head}`], breakOff: true }),
  'breaks off in the middle of a body': (head, path) => ({
    pieces: [request(head, `POST ${path}`, 'Content-Length: 1000'), '{"a":'],
    breakOff: true,
  }),
  'breaks off in the middle of a chunk': (head, path) => ({
    pieces: [request(head, `POST ${path}`, 'Transfer-Encoding: chunked'), 'ff\r\nabc'],
    breakOff: true,
  }),
  'sends a chunk that is none': (head, path) => ({
    pieces: [request(head, `POST ${path}`, 'Transfer-Encoding: chunked'), 'zz\r\nabc\r\n'],
  }),
  'breaks off after it asked to switch protocols': (head, path) => ({
    pieces: [request(head, `GET ${path}`, ...upgrade)],
    breakOff: true,
  }),
  'waits for the word to go on, and leaves': (head, path) => ({
    pieces: [request(head, `POST ${path}`, 'Content-Length: 5', 'Expect: 100-continue')],
    breakOff: true,
  }),
  'speaks no HTTP': () => ({ pieces: [Buffer.from([0, 1, 2, 255, 254, 13, 10, 13, 10])] }),
  'begins a handshake and leaves': () => ({ pieces: [Buffer.from([0x16, 3, 1, 0, 5, 1, 2])], breakOff: true }),
  'encodes its path wrongly': (head, path) => ({ pieces: [request(head, `GET ${path}/%zz%`, 'Connection: close')] }),
  'asks for a path that is none': (head) => ({ pieces: [request(head, 'GET http://[', 'Connection: close')] }),
  'connects to somewhere': (head) => ({ pieces: [request(head, 'CONNECT a:1')] }),
  'names no method of HTTP': (head, path) => ({ pieces: [request(head, `BREW ${path}`)] }),
  'asks a long question': (head, path) => ({
    pieces: [request(head, `GET ${path}?${'labelSelector=a%3D%3D%3D&'.repeat(8000)}`, 'Connection: close')],
  }),
  'asks many things at once and leaves': (head, path) => ({
    pieces: [request(head, `GET ${path}`).repeat(50)],
    breakOff: true,
  }),
  'gives a header twice that may come once': (head, path) => ({
    pieces: [request(head, `POST ${path}`, 'Content-Length: 1', 'Content-Length: 2'), 'abc'],
  }),
};

export const attackNames = Object.keys(attacks);

const open = ({ port, tls }: Abused): Promise<Socket> =>
  new Promise((resolve) => {
    const at = { host: '127.0.0.1', port };
    const socket: Socket = tls
      ? connectTls({ ...at, rejectUnauthorized: false }, () => resolve(socket))
      : connect(at, () => resolve(socket));
    socket.on('error', () => resolve(socket));
  });

const soon = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

/** Plays one such client, several times over. */
export async function abuse(server: Abused, name: string): Promise<void> {
  const { headers = [], path = '/' } = server;
  const { pieces, breakOff } = attacks[name]!(headers.map((header) => `${header}\r\n`).join(''), path);
  const play = async (): Promise<void> => {
    const socket = await open(server);
    socket.resume();
    for (const piece of pieces) {
      if (!socket.destroyed) socket.write(piece);
      await soon();
    }
    if (!breakOff) {
      const closed = new Promise((resolve) => socket.once('close', resolve));
      if (!socket.destroyed) await Promise.race([closed, soon().then(soon)]);
    }
    if (socket.destroyed) return;
    // A reset is what hurts most: the other side learns of it while it writes.
    if ('resetAndDestroy' in socket && !server.tls) socket.resetAndDestroy();
    else socket.destroy();
  };
  await Promise.all([play(), play(), play()]);
  await soon();
}
