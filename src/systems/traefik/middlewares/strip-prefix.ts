import { next } from '../decision/exchange.ts';
import { decodePath } from '../decision/request.ts';
import { admitsAll } from './kit/let-through.ts';
import { isTrue, textsOf } from './kit/options.ts';
import { strip } from './kit/rewrite-path.ts';
import type { MiddlewareModel } from './middleware.ts';

/** Takes the first prefix that fits off the path. */
export const stripPrefix = {
  type: 'stripPrefix',
  source: 'pkg/middlewares/stripprefix/strip_prefix.go',
  does: 'the first prefix that fits, by characters, X-Forwarded-Prefix, paths that are not normalised after it',
  build: (options) => {
    const prefixes = textsOf(options, 'prefixes').map((prefix) => prefix.trim());
    return {
      handle: (exchange) => {
        const path = decodePath(exchange.path);
        const prefix = prefixes.find((candidate) => path.startsWith(candidate));
        return prefix === undefined
          ? next('no prefix matches')
          : strip(exchange, prefix, isTrue(options, 'forceSlash'));
      },
    };
  },
  admits: admitsAll,
  examples: [
    {
      says: 'takes a prefix off, by characters',
      options: { prefixes: ['/api'] },
      request: { path: '/apix' },
      gives: 'passes',
      path: '/x',
    },
    { says: 'leaves other paths alone', options: { prefixes: ['/api'] }, gives: 'passes', path: '/x' },
    {
      says: 'refuses what is left when it leads elsewhere',
      options: { prefixes: ['/api'] },
      request: { path: '/api../x' },
      gives: 400,
    },
  ],
} as const satisfies MiddlewareModel;
