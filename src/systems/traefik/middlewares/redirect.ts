import { compileGoRegexp } from '../../../core/go-regexp.ts';
import { splitHostPort } from '../decision/client-address.ts';
import { answer, type CompiledMiddleware, type Exchange, next, redirect, targetOf } from '../decision/exchange.ts';
import { headerOf } from '../decision/request.ts';
import { isTrue, numberOf, type Options, textOf } from './options.ts';

type Built = Omit<CompiledMiddleware, 'name' | 'type'> | { readonly problem: string };

/** Upstream: pkg/middlewares/redirect/redirect_scheme.go. */
export function buildRedirectScheme(options: Options): Built {
  const scheme = textOf(options, 'scheme');
  if (scheme === '') return { problem: 'you must provide a target scheme' };
  const port = textOf(options, 'port');
  const usual = port === '' || (scheme === 'http' && port === '80') || (scheme === 'https' && port === '443');
  const permanent = isTrue(options, 'permanent');
  const fixed = isTrue(options, 'forcePermanentRedirect') ? 308 : undefined;
  return {
    source: 'pkg/middlewares/redirect/redirect_scheme.go',
    handle: (exchange) => {
      const old = clientUrl(exchange);
      const match = /^(https?:\/\/)?(\[[\w:.]+\]|[\w._-]+)?(:\d+)?([^\n]*)$/.exec(old);
      if (!match) return next(`${old} is no URL that can be rewritten`);
      const location = `${scheme}://${match[2] ?? ''}${usual ? '' : `:${port}`}${match[4] ?? ''}`;
      if (location === old) return next(`${old} has the wanted scheme already`);
      return redirect(exchange.method, location, permanent, fixed, `${old} is sent to scheme ${scheme}`);
    },
  };
}

function clientUrl(exchange: Exchange): string {
  const split = splitHostPort(exchange.host);
  const forwarded = headerOf(exchange.headers, 'X-Forwarded-Proto').toLowerCase();
  const known = { http: 'http', ws: 'http', https: 'https', wss: 'https' }[forwarded];
  const scheme = known ?? (exchange.tls ? 'https' : 'http');
  const host = split ? split.host : exchange.host;
  const usual = (scheme === 'http' && split?.port === '80') || (scheme === 'https' && split?.port === '443');
  return `${scheme}://${host}${split && !usual ? `:${split.port}` : ''}${targetOf(exchange)}`;
}

/** Upstream: pkg/middlewares/redirect/redirect_regex.go, redirect.go. */
export function buildRedirectRegex(options: Options): Built {
  const compiled = compileGoRegexp(textOf(options, 'regex'));
  if ('problem' in compiled) return compiled;
  const replacement = textOf(options, 'replacement');
  const permanent = isTrue(options, 'permanent');
  return {
    source: 'pkg/middlewares/redirect/redirect_regex.go',
    handle: (exchange) => {
      const old = `${exchange.tls ? 'https' : 'http'}://${exchange.host}${targetOf(exchange)}`;
      if (!compiled.regexp.matches(old)) return next(`${old} does not match`);
      const location = compiled.regexp.replaceAll(old, replacement);
      if (location === old) return next(`${old} stays the same`);
      if (!isUrl(location)) return answer(500, `${location} is no URL`, 'Internal Server Error');
      return redirect(exchange.method, location, permanent, numberOf(options, 'statusCode'), `${old} matches`);
    },
  };
}

const isUrl = (text: string): boolean => !/\p{Cc}|%(?![0-9A-Fa-f]{2})/u.test(text);
