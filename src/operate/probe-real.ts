import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { connectionTrouble } from '../core/connection-trouble.ts';
import { ignoreErrors } from '../core/ignore-errors.ts';
import { stopwatch } from '../core/runtime.ts';

/** One request, and where it is sent whatever its name says. */
export interface RealProbe {
  readonly url: string;
  readonly host: string;
  readonly port: number;
  /** Application protocols to offer in TLS. */
  readonly alpn?: readonly string[];
  /** Milliseconds for all of it. */
  readonly timeoutMs: number;
}

/** What a server showed to prove who it is. */
export interface ShownCertificate {
  readonly dnsNames: readonly string[];
  readonly subject: string;
  readonly issuer: string;
  /** As it says itself, e.g. `Jan  1 00:00:00 2027 GMT`. */
  readonly validTo: string;
  /** Whether this machine trusts who issued it, for the name that was asked for. */
  readonly trusted: boolean;
}

/** How far a request came, and what it brought back. */
export interface RealAnswer {
  /** The first step that was not done; undefined when an answer came. */
  readonly stopped?: 'connect' | 'tls' | 'http';
  readonly error?: string;
  /** The address of this machine that the other side was asked from. */
  readonly from?: string;
  /** Milliseconds until the connection stood. */
  readonly connectMs?: number;
  /** Milliseconds that the TLS handshake took. */
  readonly tlsMs?: number;
  readonly certificate?: ShownCertificate;
  /** 0 where no answer came. */
  readonly status: number;
  readonly location?: string;
  /** What the server calls itself; left out where it does not. */
  readonly server?: string;
  /** The beginning of the body. */
  readonly body: string;
}

type Told = { -readonly [field in keyof RealAnswer]: RealAnswer[field] };

const mostBody = 4096;

/**
 * Sends one GET request over a real connection and says how far it came; of `tcp://` and `tls://` only whether the connection stands. Never rejects;
 * the certificate is looked at, not insisted on.
 */
export async function probeReal(probe: RealProbe): Promise<RealAnswer> {
  const told: Told = { stopped: 'connect', status: 0, body: '' };
  const signal = AbortSignal.timeout(probe.timeoutMs);
  const sockets: Socket[] = [];
  try {
    const url = new URL(probe.url);
    const socket = await openSocket(probe, told, signal);
    sockets.push(socket);
    const isSecure = url.protocol === 'https:' || url.protocol === 'tls:';
    const carrier = isSecure ? await handshake(socket, { ...probe, hostname: url.hostname }, told, signal) : socket;
    sockets.push(carrier);
    if (url.protocol.startsWith('http')) {
      told.stopped = 'http';
      await exchange(url, carrier, told, signal);
    }
    delete told.stopped;
  } catch (thrown) {
    told.error = signal.aborted ? `no answer within ${probe.timeoutMs / 1000} s` : connectionTrouble(thrown);
  } finally {
    for (const socket of sockets) socket.destroy();
  }
  return told;
}

function openSocket({ host, port }: RealProbe, told: Told, signal: AbortSignal): Promise<Socket> {
  const elapsed = stopwatch();
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, noDelay: true, signal });
    socket.on('error', reject);
    socket.once('connect', () => {
      told.connectMs = rounded(elapsed());
      told.from = socket.localAddress?.replace(/^::ffff:/, '');
      resolve(socket);
    });
  });
}

function handshake(
  socket: Socket,
  { hostname, alpn = [] }: Pick<RealProbe, 'alpn'> & { readonly hostname: string },
  told: Told,
  signal: AbortSignal,
): Promise<TLSSocket> {
  told.stopped = 'tls';
  const elapsed = stopwatch();
  return new Promise((resolve, reject) => {
    // An address is no server name (RFC 6066): none is sent.
    const servername = isIP(hostname.replace(/^\[|\]$/g, '')) === 0 ? hostname : '';
    const tls = connectTls({ socket, servername, ALPNProtocols: [...alpn], rejectUnauthorized: false });
    signal.addEventListener('abort', () => tls.destroy(signal.reason), { once: true });
    tls.on('error', reject);
    tls.once('close', () => reject(new Error('closes the connection during the TLS handshake')));
    tls.once('secureConnect', () => {
      told.tlsMs = rounded(elapsed());
      told.certificate = shownBy(tls);
      resolve(tls);
    });
  });
}

function shownBy(tls: TLSSocket): ShownCertificate {
  const shown = tls.getPeerX509Certificate();
  const names = (shown?.subjectAltName ?? '').split(', ').filter((name) => name.startsWith('DNS:'));
  return {
    dnsNames: names.map((name) => name.slice(4)),
    subject: commonName(shown?.subject),
    issuer: commonName(shown?.issuer),
    validTo: shown?.validTo ?? '',
    trusted: tls.authorized,
  };
}

const commonName = (name = ''): string => /^CN=(.*)$/m.exec(name)?.[1] ?? '';

function exchange(url: URL, socket: Socket, told: Told, signal: AbortSignal): Promise<void> {
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const options = { method: 'GET', path: `${url.pathname}${url.search}`, signal };
    const headers = { host: url.host, 'user-agent': 'gatehouse', connection: 'close', accept: '*/*' };
    const request = send({ ...options, headers, createConnection: () => socket }, (answer: IncomingMessage) => {
      ignoreErrors(answer);
      told.status = answer.statusCode ?? 0;
      if (answer.headers.location !== undefined) told.location = answer.headers.location;
      const [server] = [answer.headers.server ?? []].flat();
      if (server !== undefined) told.server = server;
      const done = () => resolve();
      answer.on('data', (chunk: Buffer) => {
        if (told.body.length < mostBody) told.body += chunk.toString('utf8');
        else done();
      });
      answer.once('end', done).once('close', done);
    });
    request.on('error', reject);
    request.end();
  });
}

const rounded = (milliseconds: number): number => Math.round(milliseconds * 10) / 10;
