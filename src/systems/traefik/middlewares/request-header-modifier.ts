import { next } from '../decision/exchange.ts';
import { canonicalHeader } from '../decision/request.ts';
import { admitsAll } from './kit/let-through.ts';
import { pairsOf, textsOf } from './kit/options.ts';
import type { MiddlewareModel } from './middleware.ts';

/** A filter of the Gateway API: sets, adds and removes headers of the request. */
export const requestHeaderModifier = {
  type: 'requestHeaderModifier',
  source: 'pkg/middlewares/gatewayapi/headermodifier/request_header_modifier.go',
  does: 'headers that are set, added and removed, the host among them',
  build: (options) => ({
    handle: (exchange) => {
      for (const [name, value] of pairsOf(options, 'set')) {
        const key = canonicalHeader(name);
        if (key === 'Host') exchange.host = value;
        else exchange.headers.set(key, [value]);
      }
      for (const [name, value] of pairsOf(options, 'add')) {
        const key = canonicalHeader(name);
        exchange.headers.set(key, [...(exchange.headers.get(key) ?? []), value]);
      }
      for (const name of textsOf(options, 'remove')) exchange.headers.delete(canonicalHeader(name));
      return next('headers of the request are set');
    },
  }),
  admits: admitsAll,
  examples: [
    { says: 'lets requests pass', options: { set: { 'X-App': 'hello' }, remove: ['X-Old'] }, gives: 'passes' },
    { says: 'adds to a header', options: { add: { 'X-App': 'hello' } }, gives: 'passes', path: '/x' },
  ],
} as const satisfies MiddlewareModel;
