import { next } from '../decision/exchange.ts';
import { canonicalHeader } from '../decision/request.ts';
import { admitsAll } from './kit/let-through.ts';
import { pairsOf, textsOf } from './kit/options.ts';
import type { MiddlewareModel } from './middleware.ts';

/** A filter of the Gateway API: sets, adds and removes headers of the response. */
export const responseHeaderModifier = {
  type: 'responseHeaderModifier',
  source: 'pkg/middlewares/gatewayapi/headermodifier/response_header_modifier.go',
  does: 'headers that are set, added and removed',
  build: (options) => ({
    handle: () =>
      next('headers of the response are set', (headers) => {
        for (const [name, value] of pairsOf(options, 'set')) headers.set(canonicalHeader(name), [value]);
        for (const [name, value] of pairsOf(options, 'add')) {
          const key = canonicalHeader(name);
          headers.set(key, [...(headers.get(key) ?? []), value]);
        }
        for (const name of textsOf(options, 'remove')) headers.delete(canonicalHeader(name));
      }),
  }),
  admits: admitsAll,
  examples: [{ says: 'lets requests pass', options: { set: { 'X-App': 'hello' } }, gives: 'passes', path: '/x' }],
} as const satisfies MiddlewareModel;
