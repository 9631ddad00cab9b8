import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls, createSecureContext, type SecureContext, type TLSSocket } from 'node:tls';
import { messageOf } from '../core/errors.ts';
import type { ClientBook } from './client-book.ts';

/** One request, who plays its client, and where it is sent. */
export interface ProbeRequest {
  readonly url: string;
  /** The loopback socket on which the URL's address is served. */
  readonly host: string;
  readonly port: number;
  /** The client address to play. */
  readonly from: string;
  /** PEM of the CAs to trust for https; without it the certificate is looked at but not judged. */
  readonly ca?: string;
  readonly timeoutMs: number;
  /** Headers beside the usual ones, or in their place. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** What came back over the socket. */
export interface ProbeAnswer {
  /** 0 when there was no HTTP answer. */
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The certificate the server showed, for https. */
  readonly certificate?: {
    readonly subject: string;
    readonly issuer: string;
    readonly dnsNames: readonly string[];
    readonly trusted: boolean;
  };
  /** Why there was no answer. */
  readonly error?: string;
}

/** Who is told which client a connection plays. */
type Notes = Pick<ClientBook, 'note'>;

const bodyLimit = 64 * 1024;

/** Sends one GET request over a real socket while playing a client address. Never rejects. */
export async function probeHttp(probe: ProbeRequest, clients: Notes): Promise<ProbeAnswer> {
  const url = new URL(probe.url);
  try {
    const raw = await openSocket(probe, clients);
    if (url.protocol === 'http:') return await exchange(httpRequest, url, raw, probe);
    const tls = await handshake(raw, url.hostname, probe, clients);
    const answer = await exchange(httpsRequest, url, tls, probe);
    return { ...answer, certificate: certificateOf(tls) };
  } catch (thrown) {
    return { status: 0, headers: {}, body: '', error: messageOf(thrown) };
  }
}

function openSocket(probe: ProbeRequest, clients: Notes): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: probe.host, port: probe.port, noDelay: true });
    socket.setTimeout(probe.timeoutMs, () => socket.destroy(new Error(`no answer within ${probe.timeoutMs} ms`)));
    socket.on('error', reject);
    socket.once('connect', () => {
      clients.note(socket, probe.from);
      resolve(socket);
    });
  });
}

function handshake(socket: Socket, servername: string, probe: ProbeRequest, clients: Notes): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    // An address is no server name (RFC 6066): none is sent.
    const name = isIP(servername.replace(/^\[|\]$/g, '')) === 0 ? servername : '';
    const tls = connectTls({
      socket,
      servername: name,
      secureContext: trusting(probe.ca, clients),
      rejectUnauthorized: false,
    });
    tls.on('error', reject);
    socket.on('error', reject);
    socket.once('close', () => reject(new Error('the connection was closed during the TLS handshake')));
    tls.once('secureConnect', () => resolve(tls));
  });
}

/** What the probes of one table of clients trusted last: a run of them trusts the same authorities. */
const trusted = new WeakMap<Notes, { readonly ca: string | undefined; readonly context: SecureContext }>();

function trusting(ca: string | undefined, clients: Notes): SecureContext {
  const known = trusted.get(clients);
  if (known && known.ca === ca) return known.context;
  const context = createSecureContext({ ca });
  trusted.set(clients, { ca, context });
  return context;
}

function certificateOf(tls: TLSSocket): ProbeAnswer['certificate'] {
  const shown = tls.getPeerX509Certificate();
  const names = (shown?.subjectAltName ?? '').split(', ').filter((name) => name.startsWith('DNS:'));
  return {
    subject: commonName(shown?.subject),
    issuer: commonName(shown?.issuer),
    dnsNames: names.map((name) => name.slice(4)),
    trusted: tls.authorized,
  };
}

/** The common name of a distinguished name, printed one attribute a line. */
const commonName = (name = ''): string =>
  name
    .split('\n')
    .find((line) => line.startsWith('CN='))
    ?.slice(3) ?? '';

function exchange(
  send: (options: RequestOptions) => ReturnType<typeof httpRequest>,
  url: URL,
  socket: Socket,
  probe: ProbeRequest,
): Promise<ProbeAnswer> {
  return new Promise((resolve, reject) => {
    const request = send({
      method: 'GET',
      path: `${url.pathname}${url.search}`,
      headers: {
        host: url.host,
        accept: 'application/json, */*;q=0.5',
        'user-agent': 'gatehouse',
        connection: 'close',
        ...probe.headers,
      },
      createConnection: () => socket,
      timeout: probe.timeoutMs,
    });
    request.on('error', reject);
    request.once('timeout', () => request.destroy(new Error(`no answer within ${probe.timeoutMs} ms`)));
    request.once('response', (response) => collect(response).then(resolve, reject));
    request.end();
  });
}

function collect(response: IncomingMessage): Promise<ProbeAnswer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    response.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= bodyLimit) chunks.push(chunk);
    });
    response.on('error', reject);
    response.once('end', () => {
      const headers = Object.entries(response.headers).map(([name, value]) => [name, String(value)] as const);
      const body = Buffer.concat(chunks).toString('utf8');
      resolve({ status: response.statusCode ?? 0, headers: Object.fromEntries(headers), body });
    });
  });
}
