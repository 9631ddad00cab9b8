import {
  type ClientRequest,
  type Agent as HttpAgent,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type RequestOptions,
  request as requestHttp,
} from 'node:http';
import { type Agent as HttpsAgent, request as requestHttps } from 'node:https';
import { connectionTrouble, isCertificateTrouble } from '../core/connection-trouble.ts';
import { codeOf } from '../core/errors.ts';
import { ignoreErrors } from '../core/ignore-errors.ts';
import { type ChooseProxy, openTunnel } from './proxy.ts';
import { RegistryError } from './registry-error.ts';

/** How one question is put. */
export interface Question {
  readonly method?: 'GET' | 'HEAD';
  readonly headers?: Readonly<Record<string, string>>;
}

/** What came back: the head of the answer, and its body still to be read. */
export interface Answer {
  /** Where it came from, after all redirects. */
  readonly url: URL;
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: IncomingMessage;
}

/** How connections are made. */
export interface Connections {
  readonly http: HttpAgent;
  readonly https: HttpsAgent;
  /** Certificates of authorities to trust, in PEM, in place of those Node.js knows. */
  readonly ca?: readonly string[];
  readonly proxy: ChooseProxy;
  /** Milliseconds a server may be silent. */
  readonly silence: number;
}

/** Puts one question, follows nothing, and gives the answer as soon as its head is there. Rejects with a RegistryError when none comes. */
export async function sendOnce(
  url: URL,
  { method = 'GET', headers = {} }: Question,
  connections: Connections,
  signal: AbortSignal,
): Promise<Answer> {
  const { silence } = connections;
  const options = { method, headers: { 'user-agent': 'gatehouse', ...headers }, signal };
  const outgoing = await startRequest(url, options, connections);
  return new Promise((resolve, reject) => {
    outgoing.setTimeout(silence, () => outgoing.destroy(silent(silence)));
    outgoing.on('error', (thrown) => {
      // A server may close a connection that was kept while the next question is on its way: it is put once more.
      if (outgoing.reusedSocket && closed.includes(codeOf(thrown) ?? '') && !signal.aborted)
        resolve(sendOnce(url, { method, headers }, connections, signal));
      else reject(unreachable(url, thrown, signal));
    });
    outgoing.on('response', (body: IncomingMessage) => {
      ignoreErrors(body);
      resolve({ url, status: body.statusCode ?? 0, headers: body.headers, body });
    });
    outgoing.end();
  });
}

type Started = RequestOptions & { readonly signal: AbortSignal };

/** On a connection that is there already, on a new one, or on one through the proxy. */
async function startRequest(url: URL, options: Started, connections: Connections): Promise<ClientRequest> {
  const { ca, silence, proxy: chooseProxy } = connections;
  if (url.protocol !== 'https:') return requestHttp(url, { ...options, agent: connections.http });
  const proxy = chooseProxy(url);
  if (!proxy) return requestHttps(url, { ...options, agent: connections.https, ...(ca && { ca: [...ca] }) });
  const tunnel = await openTunnel(url, { proxy, ca, silence, signal: options.signal });
  return requestHttps(url, { ...options, createConnection: () => tunnel });
}

/** Codes of a connection that the other side closed. */
const closed = ['ECONNRESET', 'EPIPE'];

const silent = (milliseconds: number): Error => new Error(`says nothing for ${milliseconds / 1000} s`);

/** Why no answer came, in words that a person can act upon. */
export function unreachable(url: URL, thrown: unknown, signal: AbortSignal): RegistryError {
  if (thrown instanceof RegistryError) return thrown;
  const reason = signal.aborted ? 'does not answer in time' : connectionTrouble(thrown);
  const hint = isCertificateTrouble(thrown) ? certificateHint : networkHint;
  return new RegistryError(url.host, 'unreachable', reason, { hint, cause: thrown });
}

const certificateHint = 'trust its authority: NODE_EXTRA_CA_CERTS names a file of certificates';
const networkHint = 'look at the network and HTTPS_PROXY, or run without --online';
