import { compileGoRegexp } from '../../../core/go-regexp.ts';
import { next, plainError } from '../decision/exchange.ts';
import { admitsAll } from './kit/let-through.ts';
import { textOf } from './kit/options.ts';
import { isNormal, replaceWith } from './kit/rewrite-path.ts';
import type { MiddlewareModel } from './middleware.ts';

/** Rewrites a path that an expression matches. */
export const replacePathRegex = {
  type: 'replacePathRegex',
  source: 'pkg/middlewares/replacepathregex/replace_path_regex.go',
  does: "paths by expression, with Go's replacement syntax, X-Replaced-Path",
  build: (options) => {
    const pattern = textOf(options, 'regex');
    const compiled = compileGoRegexp(pattern.trim());
    if ('problem' in compiled) return { problem: `error compiling regular expression ${pattern}: ${compiled.problem}` };
    const replacement = textOf(options, 'replacement').trim();
    return {
      handle: (exchange) => {
        if (!compiled.regexp.matches(exchange.path)) return next('the path does not match');
        const verdict = replaceWith(exchange, compiled.regexp.replaceAll(exchange.path, replacement));
        if (verdict.kind !== 'next' || exchange.path === '' || isNormal(exchange.path)) return verdict;
        return plainError(400, `the replaced path is not normalised: ${exchange.path}`, 'Bad Request');
      },
    };
  },
  admits: admitsAll,
  examples: [
    {
      says: 'rewrites what matches',
      options: { regex: '^/x(.*)', replacement: '/y$1' },
      request: { path: '/x/1' },
      gives: 'passes',
      path: '/y/1',
    },
    { says: 'leaves other paths alone', options: { regex: '^/z', replacement: '/' }, gives: 'passes', path: '/x' },
    { says: 'refuses a path that leads elsewhere', options: { regex: 'x', replacement: '../y' }, gives: 400 },
  ],
} as const satisfies MiddlewareModel;
