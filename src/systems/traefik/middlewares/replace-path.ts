import { admitsAll } from './kit/let-through.ts';
import { textOf } from './kit/options.ts';
import { replaceWith } from './kit/rewrite-path.ts';
import type { MiddlewareModel } from './middleware.ts';

/** Puts another path in place of the whole one. */
export const replacePath = {
  type: 'replacePath',
  source: 'pkg/middlewares/replacepath/replace_path.go',
  does: 'the whole path, X-Replaced-Path',
  build: (options) => ({ handle: (exchange) => replaceWith(exchange, textOf(options, 'path')) }),
  admits: admitsAll,
  examples: [
    { says: 'replaces the path', options: { path: '/y' }, gives: 'passes', path: '/y' },
    { says: 'fails at a path that is badly encoded', options: { path: '/%zz' }, gives: 500 },
  ],
} as const satisfies MiddlewareModel;
