import { splitHostPort } from '../decision/client-address.ts';
import { type Exchange, next, redirect, targetOf } from '../decision/exchange.ts';
import { headerOf } from '../decision/request.ts';
import { isTrue, textOf } from './kit/options.ts';
import type { MiddlewareModel } from './middleware.ts';

/** Sends clients to another scheme or port. */
export const redirectScheme = {
  type: 'redirectScheme',
  source: 'pkg/middlewares/redirect/redirect_scheme.go',
  does: 'the scheme a client came with, usual ports left out, the status by method and permanence',
  build: (options) => {
    const scheme = textOf(options, 'scheme');
    if (scheme === '') return { problem: 'you must provide a target scheme' };
    const port = textOf(options, 'port');
    const usual = port === '' || (scheme === 'http' && port === '80') || (scheme === 'https' && port === '443');
    const permanent = isTrue(options, 'permanent');
    const fixed = isTrue(options, 'forcePermanentRedirect') ? 308 : undefined;
    return {
      handle: (exchange) => {
        const old = clientUrl(exchange);
        const match = /^(https?:\/\/)?(\[[\w:.]+\]|[\w._-]+)?(:\d+)?([^\n]*)$/.exec(old);
        if (!match) return next(`${old} is no URL that can be rewritten`);
        const location = `${scheme}://${match[2] ?? ''}${usual ? '' : `:${port}`}${match[4] ?? ''}`;
        if (location === old) return next(`${old} has the wanted scheme already`);
        return redirect(exchange.method, { location, permanent, fixed }, `${old} is sent to scheme ${scheme}`);
      },
    };
  },
  admits: (options, { tls }) => {
    const scheme = String(options.scheme ?? 'https');
    // A request that is where the redirect leads to goes on. Upstream: pkg/middlewares/redirect/redirect.go.
    const usual = tls ? '443' : '80';
    if (scheme === (tls ? 'https' : 'http') && String(options.port || usual) === usual) return { kind: 'passes' };
    return { kind: 'ends', status: options.permanent === true ? [301, 308] : [302, 307], redirectScheme: scheme };
  },
  examples: [
    { says: 'sends a client on', options: { scheme: 'https' }, gives: 302 },
    { says: 'sends it on for good', options: { scheme: 'https', permanent: true }, gives: 301 },
    { says: 'keeps the method', options: { scheme: 'https' }, request: { method: 'POST' }, gives: 307 },
    { says: 'lets pass who is there already', options: { scheme: 'https' }, request: { tls: true }, gives: 'passes' },
    { says: 'needs a scheme', options: {}, gives: { problem: 'you must provide a target scheme' } },
  ],
} as const satisfies MiddlewareModel;

function clientUrl(exchange: Exchange): string {
  const split = splitHostPort(exchange.host);
  const forwarded = headerOf(exchange.headers, 'X-Forwarded-Proto').toLowerCase();
  const known = { http: 'http', ws: 'http', https: 'https', wss: 'https' }[forwarded];
  const scheme = known ?? (exchange.tls ? 'https' : 'http');
  const host = split ? split.host : exchange.host;
  const usual = (scheme === 'http' && split?.port === '80') || (scheme === 'https' && split?.port === '443');
  return `${scheme}://${host}${split && !usual ? `:${split.port}` : ''}${targetOf(exchange)}`;
}
