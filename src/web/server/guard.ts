import { timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** Whom a server on loopback lets in. */
export interface Guarded {
  readonly port: number;
  readonly token: string;
}

/**
 * Why a request is not let in, as a status; undefined when it is. The Host must be this server by one of its names, so that no name of
 * somebody else leads here (DNS rebinding); the Origin, where a browser says one, must be this page.
 */
export function refusalOf(headers: IncomingHttpHeaders, { port }: Pick<Guarded, 'port'>): 403 | undefined {
  const hosts = ['127.0.0.1', 'localhost'].map((name) => `${name}:${port}`);
  if (headers.host === undefined || !hosts.includes(headers.host)) return 403;
  if (headers.origin !== undefined && headers.origin !== `http://${headers.host}`) return 403;
  const site = headers['sec-fetch-site'];
  return site === undefined || site === 'same-origin' || site === 'none' ? undefined : 403;
}

/** Whether a request holds the key of this server. */
export function holdsToken(headers: IncomingHttpHeaders, { token }: Pick<Guarded, 'token'>): boolean {
  const given = Buffer.from(headers.authorization ?? '');
  const wanted = Buffer.from(`Bearer ${token}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

/** Headers of every answer: nothing from elsewhere, nothing guessed, nothing kept, in no frame. */
export const safeHeaders: Readonly<Record<string, string>> = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-store',
};
