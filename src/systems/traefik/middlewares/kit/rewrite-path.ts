import { type Exchange, next, plainError, type Verdict } from '../../decision/exchange.ts';
import { decodePath, encodePath, resolveDots } from '../../decision/request.ts';

/** A path that is not empty starts with a slash. */
export const ensureSlash = (path: string): string => (path === '' || path.startsWith('/') ? path : `/${path}`);

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

/** Whether a path leads nowhere else when its dots are resolved. */
export const isNormal = (path: string): boolean => decodePath(resolveDots(path)) === decodePath(path);

/** Takes a decoded prefix off the path; what is left must be normalised, else 400. */
export function strip(exchange: Exchange, prefix: string, forceSlash: boolean): Verdict {
  const rest = exchange.path.slice(encodedLength(exchange.path, prefix));
  const stripped = forceSlash ? `/${rest.replace(/^\//, '')}` : ensureSlash(rest);
  if (stripped !== '' && !isNormal(stripped)) {
    return plainError(400, `what is left of the path is not normalised: ${stripped}`, 'Bad Request');
  }
  exchange.path = stripped;
  addHeader(exchange, 'X-Forwarded-Prefix', prefix);
  return next(`prefix ${prefix} is taken off, the server sees ${stripped || '/'}`);
}

/** Sets the path from raw text; a broken percent-encoding is 500. */
export function replaceWith(exchange: Exchange, raw: string): Verdict {
  addHeader(exchange, 'X-Replaced-Path', exchange.path || '/');
  const broken = /%(?![0-9A-Fa-f]{2}).{0,2}/.exec(raw);
  if (broken) return plainError(500, `${raw} is badly encoded`, `invalid URL escape ${JSON.stringify(broken[0])}`);
  exchange.path = raw.includes('%') ? raw : encodePath(raw);
  return next(`the server sees ${exchange.path}`);
}
