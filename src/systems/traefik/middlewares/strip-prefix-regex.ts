import { compileGoRegexp } from '../../../core/go-regexp.ts';
import { next } from '../decision/exchange.ts';
import { decodePath } from '../decision/request.ts';
import { admitsAll } from './kit/let-through.ts';
import { textsOf } from './kit/options.ts';
import { strip } from './kit/rewrite-path.ts';
import type { MiddlewareModel } from './middleware.ts';

/** Takes what the first expression finds at the start off the path. */
export const stripPrefixRegex = {
  type: 'stripPrefixRegex',
  source: 'pkg/middlewares/stripprefixregex/strip_prefix_regex.go',
  does: 'what the first expression finds at the start',
  build: (options) => {
    const compiled = textsOf(options, 'regex').map((pattern) => compileGoRegexp(pattern.trim()));
    const bad = compiled.find((candidate) => 'problem' in candidate);
    if (bad && 'problem' in bad) return bad;
    return {
      handle: (exchange) => {
        const path = decodePath(exchange.path);
        for (const candidate of compiled) {
          const found = 'regexp' in candidate ? (candidate.regexp.find(path) ?? '') : '';
          if (found !== '' && path.startsWith(found)) return strip(exchange, found, false);
        }
        return next('no expression matches');
      },
    };
  },
  admits: admitsAll,
  examples: [
    {
      says: 'takes off what is found at the start',
      options: { regex: ['/v[0-9]+'] },
      request: { path: '/v2/x' },
      gives: 'passes',
      path: '/x',
    },
    { says: 'leaves what is found elsewhere', options: { regex: ['x'] }, gives: 'passes', path: '/x' },
    {
      says: 'needs expressions that can be read',
      options: { regex: ['('] },
      gives: { problem: 'error parsing regexp: missing closing ): `(`' },
    },
  ],
} as const satisfies MiddlewareModel;
