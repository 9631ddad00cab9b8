import { type ClientRequest, Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import type { Readable } from 'node:stream';
import { codeOf } from '../../../core/errors.ts';
import { splitHostPort } from '../decision/client-address.ts';
import type { Exchange } from '../decision/exchange.ts';
import { targetOf } from '../decision/exchange.ts';
import type { ServicePlan } from '../services/build-services.ts';
import { dropHopByHop, toNode } from './headers.ts';

/** A server as the configuration names it. */
export interface Endpoint {
  /** As configured, e.g. `http://10.42.1.7:8080`. */
  readonly url: string;
  readonly scheme: string;
  readonly host: string;
  readonly port: number;
}

/** Opens the way to a server: the socket that plays it. Rejects when nobody answers there. */
export type Connect = (endpoint: Endpoint) => Promise<{ readonly host: string; readonly port: number }>;

export function endpointOf(url: string): Endpoint {
  const parsed = new URL(url);
  const scheme = parsed.protocol.slice(0, -1);
  const port = parsed.port === '' ? (scheme === 'https' ? 443 : 80) : Number(parsed.port);
  return { url, scheme, host: parsed.hostname.replace(/^\[|\]$/g, ''), port };
}

/** A server of TCP or UDP by its `host:port`. */
export function streamEndpoint(scheme: 'tcp' | 'udp', address: string): Endpoint {
  const { host = '', port = '' } = splitHostPort(address) ?? {};
  return { url: `${scheme}://${address}`, scheme, host, port: Number(port) };
}

const usualErrors = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_SOCKET',
]);

/** Status of a failed attempt. Upstream: pkg/proxy/httputil/proxy.go ComputeStatusCode. */
export function statusOfFailure(thrown: unknown): number {
  const code = codeOf(thrown) ?? '';
  if (code === 'ETIMEDOUT') return 504;
  if (usualErrors.has(code)) return 502;
  if (/^(EPROTO|ERR_SSL|ERR_TLS|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO)/.test(code)) return 500;
  return 502;
}

export interface ProxyAgents {
  readonly http: HttpAgent;
  readonly https: HttpsAgent;
  readonly insecure: HttpsAgent;
}

export const createAgents = (): ProxyAgents => ({
  http: new HttpAgent({ keepAlive: true }),
  https: new HttpsAgent({ keepAlive: true }),
  insecure: new HttpsAgent({ keepAlive: true, rejectUnauthorized: false }),
});

export function closeAgents({ http, https, insecure }: ProxyAgents): void {
  for (const agent of [http, https, insecure]) agent.destroy();
}

export interface Outgoing {
  readonly exchange: Exchange;
  readonly plan: Extract<ServicePlan, { kind: 'servers' }>;
  readonly endpoint: Endpoint;
  readonly at: { readonly host: string; readonly port: number };
  readonly agents: ProxyAgents;
  readonly appendForwardedFor: boolean;
  /** Keep `Connection: Upgrade`. */
  readonly upgrade?: boolean;
}

/** Starts the request to a server. Upstream: pkg/proxy/httputil/proxy.go rewriteRequestBuilder. */
export function startRequest({
  exchange,
  plan,
  endpoint,
  at,
  agents,
  appendForwardedFor,
  upgrade,
}: Outgoing): ClientRequest {
  const headers = new Map([...exchange.headers].map(([name, values]) => [name, [...values]]));
  const protocol = headers.get('Upgrade');
  dropHopByHop(headers);
  headers.delete('Expect');
  if (upgrade && protocol) {
    headers.set('Connection', ['Upgrade']);
    headers.set('Upgrade', protocol);
  }
  if (appendForwardedFor) {
    const prior = headers.get('X-Forwarded-For');
    headers.set('X-Forwarded-For', [prior ? `${prior.join(', ')}, ${exchange.remoteAddress}` : exchange.remoteAddress]);
  }
  headers.set('Host', [plan.passHostHeader ? exchange.host : `${endpoint.host}:${endpoint.port}`]);
  const common = {
    host: at.host,
    port: at.port,
    method: exchange.method,
    path: targetOf(exchange),
    headers: toNode(headers),
    setHost: false,
  };
  if (endpoint.scheme !== 'https') return requestHttp({ ...common, agent: upgrade ? false : agents.http });
  const insecure = plan.transport?.insecureSkipVerify === true;
  const serverName = typeof plan.transport?.serverName === 'string' ? plan.transport.serverName : endpoint.host;
  return requestHttps({
    ...common,
    servername: /^[\d.:]+$/.test(serverName) ? '' : serverName,
    agent: insecure ? agents.insecure : agents.https,
  });
}

/** Sends a request's body and waits for the response's head. */
export function exchangeWith(outgoing: ClientRequest, body: Readable): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    outgoing.once('response', resolve);
    outgoing.on('error', reject);
    body.pipe(outgoing);
    body.on('error', () => outgoing.destroy());
  });
}
