import { splitHostPort } from '../decision/client-address.ts';
import { answer } from '../decision/exchange.ts';
import { numberOf, textOf } from './kit/options.ts';
import { replacedPath } from './kit/prefix-path.ts';
import type { MiddlewareModel } from './middleware.ts';

const texts: Readonly<Record<number, string>> = {
  301: 'Moved Permanently',
  302: 'Found',
  303: 'See Other',
  307: 'Temporary Redirect',
  308: 'Permanent Redirect',
};

/** A filter of the Gateway API: sends clients to another scheme, host, port or path. */
export const requestRedirect = {
  type: 'requestRedirect',
  source: 'pkg/middlewares/gatewayapi/redirect/request_redirect.go',
  does: 'scheme, host, port and path of where clients are sent, and the status',
  build: (options) => {
    const status = numberOf(options, 'statusCode') ?? 302;
    if (!(status in texts)) return { problem: `unsupported status code: ${status}` };
    return {
      handle: (exchange) => {
        const scheme = options.scheme === undefined ? (exchange.tls ? 'https' : 'http') : textOf(options, 'scheme');
        const split = splitHostPort(exchange.host);
        const host = options.hostname === undefined ? (split?.host ?? exchange.host) : textOf(options, 'hostname');
        const port = options.port === undefined ? (split?.port ?? '') : textOf(options, 'port');
        const path = replacedPath(options, exchange.path) ?? exchange.path;
        const query = exchange.query === undefined ? '' : `?${exchange.query}`;
        const location = `${scheme}://${host}${port === '' ? '' : `:${port}`}${path}${query}`;
        return answer(status, `clients are sent to ${location}`, texts[status], [['Location', location]]);
      },
    };
  },
  admits: (options, { tls }) => {
    const status = numberOf(options, 'statusCode') ?? 302;
    if (options.hostname !== undefined) return undefined;
    const redirectScheme = options.scheme === undefined ? (tls ? 'https' : 'http') : textOf(options, 'scheme');
    return { kind: 'ends', status: [status], redirectScheme };
  },
  examples: [
    { says: 'sends a client on', options: { scheme: 'https', port: '', statusCode: 301 }, gives: 301 },
    { says: 'is temporary unless it says otherwise', options: { hostname: 'b.example.org' }, gives: 302 },
    { says: 'knows five statuses', options: { statusCode: 418 }, gives: { problem: 'unsupported status code: 418' } },
  ],
} as const satisfies MiddlewareModel;
