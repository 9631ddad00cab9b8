import { next } from '../decision/exchange.ts';
import { encodePath } from '../decision/request.ts';
import { admitsAll } from './kit/let-through.ts';
import { textOf } from './kit/options.ts';
import { ensureSlash } from './kit/rewrite-path.ts';
import type { MiddlewareModel } from './middleware.ts';

/** Puts a prefix before the path. */
export const addPrefix = {
  type: 'addPrefix',
  source: 'pkg/middlewares/addprefix/add_prefix.go',
  does: 'a prefix before the path',
  build: (options) => {
    const prefix = textOf(options, 'prefix');
    if (prefix === '') return { problem: 'prefix cannot be empty' };
    return {
      handle: (exchange) => {
        exchange.path = ensureSlash(encodePath(prefix) + exchange.path);
        return next(`the server sees ${exchange.path}`);
      },
    };
  },
  admits: admitsAll,
  examples: [
    { says: 'puts a prefix before the path', options: { prefix: '/api' }, gives: 'passes', path: '/api/x' },
    { says: 'puts a slash before a prefix without one', options: { prefix: 'api' }, gives: 'passes', path: '/api/x' },
    { says: 'needs a prefix', options: { prefix: '' }, gives: { problem: 'prefix cannot be empty' } },
  ],
} as const satisfies MiddlewareModel;
