import { type Options, textOf } from './options.ts';

/** What stands in `path`, without `.` and `..` and with one slash between parts, as Go's URL.JoinPath leaves it. */
function joined(path: string, tail: string): string {
  const text = `${path.replace(/\/+$/, '')}/${tail.replace(/^\/+/, '')}`;
  const parts: string[] = [];
  for (const part of text.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  const end = tail.endsWith('/') || (tail === '' && path.endsWith('/')) ? '/' : '';
  return parts.length === 0 ? '/' : `/${parts.join('/')}${end}`;
}

/**
 * A path by the `path` of a filter of the Gateway API: all of it replaced, or the prefix that matched; undefined where it stays.
 * Upstream: pkg/middlewares/gatewayapi/{redirect/request_redirect,urlrewrite/url_rewrite}.go.
 */
export function replacedPath(options: Options, path: string): string | undefined {
  if (options.path === undefined) return undefined;
  const wanted = textOf(options, 'path');
  if (options.pathPrefix === undefined) return wanted;
  const prefix = textOf(options, 'pathPrefix').replace(/\/$/, '');
  const tail = path.startsWith(prefix) ? path.slice(prefix.length) : path;
  return joined(wanted, tail);
}
