import type { ForwardedHeaders } from '../model/static-configuration.ts';
import { type AddressChecker, buildChecker, checkAddress, splitHostPort } from './client-address.ts';
import { canonicalHeader, headerOf } from './request.ts';

/** Headers Traefik manages. Upstream: pkg/middlewares/forwardedheaders/forwarded_header.go XHeadersSet. */
export const managedHeaders: readonly string[] = [
  'X-Forwarded-Proto',
  'X-Forwarded-For',
  'X-Forwarded-Host',
  'X-Forwarded-Port',
  'X-Forwarded-Server',
  'X-Forwarded-Uri',
  'X-Forwarded-Method',
  'X-Forwarded-Prefix',
  'X-Forwarded-Tls-Client-Cert',
  'X-Forwarded-Tls-Client-Cert-Info',
  'X-Real-Ip',
];
const managed = new Set(managedHeaders);

/** Removes the managed headers, also those spelled with underscores. Upstream: DeleteXForwardedHeaders. */
export function deleteForwardedHeaders(headers: Map<string, string[]>): void {
  for (const name of headers.keys()) {
    if (managed.has(name) || (name.includes('_') && managed.has(canonicalHeader(name.replaceAll('_', '-')))))
      headers.delete(name);
  }
}

/** Whether a peer's forwarded headers are believed. */
export type TrustCheck = (peer: string) => boolean;

export function buildTrust({ insecure, trustedIPs }: ForwardedHeaders): TrustCheck {
  if (insecure) return () => true;
  const checker: AddressChecker | { problem: string } = buildChecker(trustedIPs);
  return 'problem' in checker ? () => false : (peer) => checkAddress(checker, peer).ok;
}

interface Incoming {
  readonly host: string;
  readonly tls: boolean;
  readonly remoteAddress: string;
}

/**
 * What an entry point does to the forwarded headers before routing: distrusts, then fills in. Changes `headers`.
 * Upstream: pkg/middlewares/forwardedheaders/forwarded_header.go ServeHTTP, rewrite, removeConnectionHeaders.
 */
export function rewriteForwarded(
  headers: Map<string, string[]>,
  request: Incoming,
  trusted: boolean,
  hostname: string,
): void {
  if (!trusted) deleteForwardedHeaders(headers);
  const set = (name: string, value: string): void => {
    if (headerOf(headers, name) === '') headers.set(name, [value]);
  };
  set('X-Real-Ip', request.remoteAddress.split('%')[0]!);
  const webSocket =
    hasToken(headerOf(headers, 'Connection'), 'upgrade') && hasToken(headerOf(headers, 'Upgrade'), 'websocket');
  set('X-Forwarded-Proto', `${webSocket ? 'ws' : 'http'}${request.tls ? 's' : ''}`);
  set('X-Forwarded-Port', forwardedPort(headers, request));
  if (request.host !== '') set('X-Forwarded-Host', request.host);
  const forwarded = headers.get('X-Forwarded-For');
  if (forwarded && forwarded.length > 1) headers.set('X-Forwarded-For', [forwarded.join(', ')]);
  headers.set('X-Forwarded-Server', [hostname]);
  removeConnectionHeaders(headers);
}

const hasToken = (value: string, token: string): boolean =>
  value.split(',').some((part) => part.trim().toLowerCase() === token);

function forwardedPort(headers: Map<string, string[]>, { host, tls }: Incoming): string {
  const port = splitHostPort(host)?.port;
  if (port) return port;
  return tls || ['https', 'wss'].includes(headerOf(headers, 'X-Forwarded-Proto')) ? '443' : '80';
}

function removeConnectionHeaders(headers: Map<string, string[]>): void {
  const connection = headers.get('Connection');
  if (!connection) return;
  const tokens = connection.flatMap((value) => value.split(',')).map((token) => canonicalHeader(token.trim()));
  const upgrade = tokens.includes('Upgrade') ? headerOf(headers, 'Upgrade') : '';
  for (const token of tokens) if (token !== '' && !managed.has(token)) headers.delete(token);
  headers.delete('Connection');
  if (upgrade === '') return;
  headers.set('Upgrade', [upgrade]);
  headers.set('Connection', ['Upgrade']);
}
