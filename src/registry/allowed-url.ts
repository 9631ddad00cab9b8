import { isIP } from 'node:net';
import { RegistryError } from './registry-error.ts';

/** Whether a host is this machine: `localhost`, 127.0.0.0/8 or ::1. */
export function isLoopback(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '');
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

/**
 * The address to ask: HTTPS alone, and HTTP on this machine. A registry elsewhere may not lead to this machine.
 * Throws a RegistryError for any other.
 */
export function allowUrl(url: URL, from?: URL): URL {
  const here = isLoopback(url.hostname);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && here)) {
    throw new RegistryError(url.host || url.protocol, 'refused', `is not asked: ${url.protocol}// is not HTTPS`, {
      hint: 'serve it over HTTPS; HTTP is used for this machine alone',
    });
  }
  if (here && from && !isLoopback(from.hostname))
    throw new RegistryError(from.host, 'invalid', `leads to ${url.host}, which is this machine`);
  return url;
}

/** The address under which a registry's host is asked (distribution-spec, the path `/v2/`): by HTTP on this machine. */
export const registryUrl = (host: string, path: string): URL =>
  new URL(`${isLoopback(host.replace(/:\d+$/, '')) ? 'http' : 'https'}://${host}/v2/${path}`);
