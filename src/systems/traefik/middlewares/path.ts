import { compileGoRegexp } from '../../../core/go-regexp.ts';
import { type CompiledMiddleware, type Exchange, next, plainError, type Verdict } from '../decision/exchange.ts';
import { decodePath, encodePath, resolveDots } from '../decision/request.ts';
import { isTrue, type Options, textOf, textsOf } from './options.ts';

type Built = Omit<CompiledMiddleware, 'name' | 'type'> | { readonly problem: string };

const ensureSlash = (path: string): string => (path === '' || path.startsWith('/') ? path : `/${path}`);

function addHeader(exchange: Exchange, name: string, value: string): void {
  exchange.headers.set(name, [...(exchange.headers.get(name) ?? []), value]);
}

/** Bytes of an escaped path that stand for a decoded prefix. Upstream: encodedPrefixLen. */
function encodedLength(path: string, prefix: string): number {
  let at = 0;
  for (let decoded = Buffer.byteLength(prefix); decoded > 0 && at < path.length; decoded--)
    at += path[at] === '%' ? 3 : 1;
  return at;
}

function strip(exchange: Exchange, prefix: string, forceSlash: boolean): Verdict {
  const rest = exchange.path.slice(encodedLength(exchange.path, prefix));
  const stripped = forceSlash ? `/${rest.replace(/^\//, '')}` : ensureSlash(rest);
  if (stripped !== '' && decodePath(resolveDots(stripped)) !== decodePath(stripped)) {
    return plainError(400, `what is left of the path is not normalised: ${stripped}`, 'Bad Request');
  }
  exchange.path = stripped;
  addHeader(exchange, 'X-Forwarded-Prefix', prefix);
  return next(`prefix ${prefix} is taken off, the server sees ${stripped || '/'}`);
}

/** Upstream: pkg/middlewares/stripprefix/strip_prefix.go. */
export function buildStripPrefix(options: Options): Built {
  const prefixes = textsOf(options, 'prefixes').map((prefix) => prefix.trim());
  return {
    source: 'pkg/middlewares/stripprefix/strip_prefix.go',
    handle: (exchange) => {
      const path = decodePath(exchange.path);
      const prefix = prefixes.find((candidate) => path.startsWith(candidate));
      return prefix === undefined ? next('no prefix matches') : strip(exchange, prefix, isTrue(options, 'forceSlash'));
    },
  };
}

/** Upstream: pkg/middlewares/stripprefixregex/strip_prefix_regex.go. */
export function buildStripPrefixRegex(options: Options): Built {
  const compiled = textsOf(options, 'regex').map((pattern) => compileGoRegexp(pattern.trim()));
  const bad = compiled.find((candidate) => 'problem' in candidate);
  if (bad && 'problem' in bad) return bad;
  return {
    source: 'pkg/middlewares/stripprefixregex/strip_prefix_regex.go',
    handle: (exchange) => {
      const path = decodePath(exchange.path);
      for (const candidate of compiled) {
        const found = 'regexp' in candidate ? (candidate.regexp.find(path) ?? '') : '';
        if (found !== '' && path.startsWith(found)) return strip(exchange, found, false);
      }
      return next('no expression matches');
    },
  };
}

/** Upstream: pkg/middlewares/addprefix/add_prefix.go. */
export function buildAddPrefix(options: Options): Built {
  const prefix = textOf(options, 'prefix');
  if (prefix === '') return { problem: 'prefix cannot be empty' };
  return {
    source: 'pkg/middlewares/addprefix/add_prefix.go',
    handle: (exchange) => {
      exchange.path = ensureSlash(encodePath(prefix) + exchange.path);
      return next(`the server sees ${exchange.path}`);
    },
  };
}

/** Sets the path from raw text; a broken percent-encoding is 500. */
function replaceWith(exchange: Exchange, raw: string): Verdict {
  addHeader(exchange, 'X-Replaced-Path', exchange.path || '/');
  const broken = /%(?![0-9A-Fa-f]{2}).{0,2}/.exec(raw);
  if (broken) return plainError(500, `${raw} is badly encoded`, `invalid URL escape ${JSON.stringify(broken[0])}`);
  exchange.path = raw.includes('%') ? raw : encodePath(raw);
  return next(`the server sees ${exchange.path}`);
}

/** Upstream: pkg/middlewares/replacepath/replace_path.go. */
export const buildReplacePath = (options: Options): Built => ({
  source: 'pkg/middlewares/replacepath/replace_path.go',
  handle: (exchange) => replaceWith(exchange, textOf(options, 'path')),
});

/** Upstream: pkg/middlewares/replacepathregex/replace_path_regex.go. */
export function buildReplacePathRegex(options: Options): Built {
  const pattern = textOf(options, 'regex');
  const compiled = compileGoRegexp(pattern.trim());
  if ('problem' in compiled) return { problem: `error compiling regular expression ${pattern}: ${compiled.problem}` };
  const replacement = textOf(options, 'replacement').trim();
  return {
    source: 'pkg/middlewares/replacepathregex/replace_path_regex.go',
    handle: (exchange) => {
      if (!compiled.regexp.matches(exchange.path)) return next('the path does not match');
      const verdict = replaceWith(exchange, compiled.regexp.replaceAll(exchange.path, replacement));
      if (verdict.kind !== 'next' || exchange.path === '') return verdict;
      const normal = decodePath(resolveDots(exchange.path)) === decodePath(exchange.path);
      return normal ? verdict : plainError(400, `the replaced path is not normalised: ${exchange.path}`, 'Bad Request');
    },
  };
}
