import { next } from '../decision/exchange.ts';
import { admitsAll } from './kit/let-through.ts';
import { textOf } from './kit/options.ts';
import { replacedPath } from './kit/prefix-path.ts';
import type { MiddlewareModel } from './middleware.ts';

/** A filter of the Gateway API: another host and path before the request goes on. */
export const urlRewrite = {
  type: 'urlRewrite',
  source: 'pkg/middlewares/gatewayapi/urlrewrite/url_rewrite.go',
  does: 'the host, the whole path, or the prefix that matched',
  build: (options) => ({
    handle: (exchange) => {
      const path = replacedPath(options, exchange.path);
      if (path !== undefined) exchange.path = path;
      if (options.hostname !== undefined) exchange.host = textOf(options, 'hostname');
      return next(`it goes on as ${exchange.host}${exchange.path}`);
    },
  }),
  admits: admitsAll,
  examples: [
    { says: 'replaces the path', options: { path: '/y' }, gives: 'passes', path: '/y' },
    { says: 'replaces the prefix that matched', options: { path: '/', pathPrefix: '/x' }, gives: 'passes', path: '/' },
    {
      says: 'keeps what comes after the prefix',
      options: { path: '/v2', pathPrefix: '/x/' },
      request: { path: '/x/y/' },
      gives: 'passes',
      path: '/v2/y/',
    },
    { says: 'replaces the host', options: { hostname: 'b.example.org' }, gives: 'passes', path: '/x' },
  ],
} as const satisfies MiddlewareModel;
