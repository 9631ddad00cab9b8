import { compileGoRegexp } from '../../../core/go-regexp.ts';
import { answer, next, redirect, targetOf } from '../decision/exchange.ts';
import { isTrue, numberOf, textOf } from './kit/options.ts';
import type { MiddlewareModel } from './middleware.ts';

const isUrl = (text: string): boolean => !/\p{Cc}|%(?![0-9A-Fa-f]{2})/u.test(text);

/** Sends clients whose URL an expression matches to another one. */
export const redirectRegex = {
  type: 'redirectRegex',
  source: 'pkg/middlewares/redirect/redirect_regex.go',
  does: "URLs by expression, with Go's replacement syntax, the status by method and permanence",
  build: (options) => {
    const compiled = compileGoRegexp(textOf(options, 'regex'));
    if ('problem' in compiled) return compiled;
    const replacement = textOf(options, 'replacement');
    const permanent = isTrue(options, 'permanent');
    return {
      handle: (exchange) => {
        const old = `${exchange.tls ? 'https' : 'http'}://${exchange.host}${targetOf(exchange)}`;
        if (!compiled.regexp.matches(old)) return next(`${old} does not match`);
        const location = compiled.regexp.replaceAll(old, replacement);
        if (location === old) return next(`${old} stays the same`);
        if (!isUrl(location)) return answer(500, `${location} is no URL`, 'Internal Server Error');
        const fixed = numberOf(options, 'statusCode');
        return redirect(exchange.method, { location, permanent, fixed }, `${old} matches`);
      },
    };
  },
  examples: [
    { says: 'sends on whose URL matches', options: { regex: '/x$', replacement: '/y' }, gives: 302 },
    { says: 'lets others pass', options: { regex: '/z$', replacement: '/y' }, gives: 'passes' },
    { says: 'lets pass what stays as it is', options: { regex: '/x$', replacement: '/x' }, gives: 'passes' },
    {
      says: 'needs an expression that can be read',
      options: { regex: '(' },
      gives: { problem: 'error parsing regexp: missing closing ): `(`' },
    },
  ],
} as const satisfies MiddlewareModel;
