import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { ignoreErrors } from '../core/ignore-errors.ts';
import { isLoopback } from './allowed-url.ts';
import { loginIn } from './credentials.ts';
import { RegistryError } from './registry-error.ts';

/** The proxy through which an address is asked; undefined where it is asked itself. */
export type ChooseProxy = (url: URL) => URL | undefined;

/**
 * The proxy that `HTTPS_PROXY` names, except for hosts in `NO_PROXY` and this machine (Go's golang.org/x/net/http/httpproxy config.go).
 * A proxy without a scheme is asked by HTTP.
 */
export function proxyOf(env: NodeJS.ProcessEnv = process.env): ChooseProxy {
  const named = env.HTTPS_PROXY || env.https_proxy || '';
  const text = named === '' || named.includes('://') ? named : `http://${named}`;
  if (!URL.canParse(text)) return () => undefined;
  const excepted = (env.NO_PROXY || env.no_proxy || '').split(/[\s,]+/).filter(Boolean);
  return (url) => {
    const direct = url.protocol !== 'https:' || isLoopback(url.hostname) || excepted.some((each) => covers(each, url));
    return direct ? undefined : new URL(text);
  };
}

/** `*`, `example.org` with all below it, `.example.org` for what is below it, an address; each perhaps with a port. */
function covers(text: string, url: URL): boolean {
  const [, name = text, port] = /^(.*?):(\d+)$/.exec(text) ?? [];
  if (port !== undefined && port !== (url.port || '443')) return false;
  const host = url.hostname.toLowerCase();
  const wanted = name.toLowerCase().replace(/^\*\./, '.');
  if (wanted === '*' || wanted === host) return true;
  return isIP(host) === 0 && host.endsWith(wanted.startsWith('.') ? wanted : `.${wanted}`);
}

/** How a tunnel is opened. */
export interface TunnelOptions {
  readonly proxy: URL;
  readonly ca?: readonly string[];
  readonly silence: number;
  readonly signal: AbortSignal;
}

/** A TLS connection to a host through a proxy (RFC 9110 section 9.3.6 CONNECT). Rejects with a RegistryError that names the proxy. */
export async function openTunnel(url: URL, options: TunnelOptions): Promise<TLSSocket> {
  const socket = await connectThrough(url, options);
  const servername = isIP(url.hostname) === 0 ? url.hostname : undefined;
  const secure = connectTls({ socket, servername, ...(options.ca && { ca: [...options.ca] }) });
  ignoreErrors(secure);
  return secure;
}

function connectThrough(url: URL, { proxy, ca, silence, signal }: TunnelOptions): Promise<Socket> {
  const target = `${url.hostname}:${url.port || 443}`;
  const login = loginIn(proxy);
  const headers = {
    host: target,
    ...(login !== undefined && { 'proxy-authorization': login }),
  };
  const common = { method: 'CONNECT', path: target, headers, signal, agent: false as const };
  const at = {
    host: proxy.hostname.replace(/^\[|\]$/g, ''),
    port: proxy.port || (proxy.protocol === 'https:' ? 443 : 80),
  };
  return new Promise((resolve, reject) => {
    const fail = (reason: string, cause?: unknown) =>
      reject(
        new RegistryError(url.host, 'unreachable', `${reason} (HTTPS_PROXY ${proxy.host})`, { hint: proxyHint, cause }),
      );
    const outgoing =
      proxy.protocol === 'https:'
        ? requestHttps({ ...common, ...at, ...(ca && { ca: [...ca] }) })
        : requestHttp({ ...common, ...at });
    outgoing.setTimeout(silence, () => outgoing.destroy());
    outgoing.on('error', (thrown) => fail('the proxy does not answer', thrown));
    outgoing.on('response', ({ statusCode }) => {
      fail(`the proxy answers ${statusCode}`);
      outgoing.destroy();
    });
    outgoing.on('connect', ({ statusCode }, socket) => {
      ignoreErrors(socket);
      if (statusCode === 200) return resolve(socket as Socket);
      socket.destroy();
      fail(`the proxy answers ${statusCode}`);
    });
    outgoing.end();
  });
}

const proxyHint = 'look at HTTPS_PROXY and NO_PROXY, or run without --online';
