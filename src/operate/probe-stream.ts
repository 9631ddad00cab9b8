import { createSocket } from 'node:dgram';
import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { messageOf } from '../core/errors.ts';
import { ignoreErrors } from '../core/ignore-errors.ts';
import type { ClientBook } from './client-book.ts';

/** Bytes that are sent, and who plays their client. */
export interface StreamProbe {
  readonly protocol: 'tcp' | 'tls' | 'udp';
  /** The server that TLS names; none where it is an address. */
  readonly serverName: string;
  readonly alpn: readonly string[];
  /** The loopback socket on which the address is served. */
  readonly host: string;
  readonly port: number;
  /** The client address to play. */
  readonly from: string;
  readonly timeoutMs: number;
}

/** What came back. */
export interface StreamAnswer {
  /** The line that whoever answers tells first; undefined when the bytes did not come back. */
  readonly told?: string;
  /** Names in the certificate that was shown, for TLS. */
  readonly dnsNames?: readonly string[];
  readonly error?: string;
}

/** No program takes this for the beginning of its own protocol. */
const question = 'gatehouse: is anybody there?';
const resendMs = 1000;

/** Sends bytes over a real socket while playing a client address, and waits for them to come back. Never rejects. */
export async function probeStream(probe: StreamProbe, clients: ClientBook): Promise<StreamAnswer> {
  try {
    return probe.protocol === 'udp' ? await askDatagram(probe, clients) : await askStream(probe, clients);
  } catch (thrown) {
    return { error: messageOf(thrown) };
  }
}

async function askStream(probe: StreamProbe, clients: ClientBook): Promise<StreamAnswer> {
  const raw = connect({ host: probe.host, port: probe.port, noDelay: true });
  raw.setTimeout(probe.timeoutMs, () => raw.destroy(new Error(`no answer within ${probe.timeoutMs} ms`)));
  await once(raw, 'connect');
  clients.note(raw, probe.from);
  if (probe.protocol === 'tcp') return { told: await exchange(raw) };
  const isName = isIP(probe.serverName.replace(/^\[|\]$/g, '')) === 0;
  const tls = connectTls({
    socket: raw,
    servername: isName ? probe.serverName : '',
    rejectUnauthorized: false,
    ...(probe.alpn.length > 0 && { ALPNProtocols: [...probe.alpn] }),
  });
  await once(tls, 'secureConnect');
  return { dnsNames: namesOf(tls), told: await exchange(tls) };
}

const namesOf = (tls: TLSSocket): readonly string[] =>
  (tls.getPeerX509Certificate()?.subjectAltName ?? '')
    .split(', ')
    .filter((name) => name.startsWith('DNS:'))
    .map((name) => name.slice(4));

/** Resolves with the event; rejects when the connection breaks or ends before. */
const once = (socket: Socket, event: 'connect' | 'secureConnect'): Promise<void> =>
  new Promise((resolve, reject) => {
    socket.once(event, resolve);
    socket.on('error', reject);
    socket.once('close', () => reject(new Error('the connection was closed')));
  });

function exchange(socket: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    let seen = '';
    socket.on('error', reject);
    socket.once('close', () => reject(new Error('the connection was closed')));
    socket.on('data', (chunk: Buffer) => {
      seen += chunk.toString('utf8');
      const told = toldIn(seen);
      if (told === undefined) return;
      resolve(told);
      socket.destroy();
    });
    socket.write(`${question}\n`);
  });
}

/** The line before the question that came back. */
function toldIn(seen: string): string | undefined {
  const at = seen.indexOf(`\n${question}`);
  return at < 0 ? undefined : seen.slice(0, at);
}

function askDatagram(probe: StreamProbe, clients: ClientBook): Promise<StreamAnswer> {
  const socket = createSocket('udp4');
  ignoreErrors(socket);
  return new Promise((resolve) => {
    const timers: NodeJS.Timeout[] = [];
    const end = (answer: StreamAnswer): void => {
      for (const timer of timers) clearInterval(timer);
      socket.close();
      resolve(answer);
    };
    socket.on('message', (message) => {
      const told = toldIn(message.toString('utf8'));
      if (told !== undefined) end({ told });
    });
    socket.bind(0, '127.0.0.1', () => {
      clients.note(socket, probe.from);
      const send = (): void => socket.send(`${question}\n`, probe.port, probe.host);
      send();
      // A datagram may be lost, even here.
      timers.push(
        setInterval(send, resendMs),
        setTimeout(() => end({ error: 'no answer' }), probe.timeoutMs),
      );
    });
  });
}
