import { splitHostPort } from './client-address.ts';

/** Header names (canonical, e.g. `X-Forwarded-For`) to values, in order. */
export type Headers = ReadonlyMap<string, readonly string[]>;

/** A request as it reaches an entry point. */
export interface IncomingRequest {
  readonly method: string;
  /** Host header (or `:authority`) as sent. */
  readonly host: string;
  /** Request target as sent: path and query. */
  readonly target: string;
  readonly headers: Headers;
  /** The peer's address, without port. */
  readonly remoteAddress: string;
  readonly tls: boolean;
  /** Server name of the TLS handshake, empty when none was sent. */
  readonly serverName?: string;
}

/** What matchers look at. */
export interface MatchInput {
  readonly canonicalHost: string;
  readonly routingPath: string;
  readonly query: string;
  readonly method: string;
  readonly headers: Headers;
  readonly remoteAddress: string;
}

/** `x-forwarded-for` → `X-Forwarded-For`, as textproto.CanonicalMIMEHeaderKey. */
export function canonicalHeader(name: string): string {
  if (!/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(name)) return name;
  return name.toLowerCase().replace(/(^|-)([a-z])/g, (_, dash: string, char: string) => dash + char.toUpperCase());
}

/** Builds canonical headers from pairs. */
export function headersOf(pairs: Iterable<readonly [string, string]>): Map<string, string[]> {
  const headers = new Map<string, string[]>();
  for (const [name, value] of pairs) {
    const key = canonicalHeader(name);
    const values = headers.get(key);
    if (values) values.push(value);
    else headers.set(key, [value]);
  }
  return headers;
}

/** First value of a header, empty when absent. */
export const headerOf = (headers: Headers, name: string): string => headers.get(name)?.[0] ?? '';

/**
 * The host that rules are held against: without port and brackets, trimmed, lower-case.
 * Upstream: pkg/middlewares/requestdecorator/request_decorator.go parseHost, pkg/types/domains.go CanonicalDomain.
 */
export function canonicalHost(host: string): string {
  if (!host.includes(':')) return host.trim().toLowerCase();
  const split = splitHostPort(host);
  const bare = split ? split.host : host.startsWith('[') && host.endsWith(']') ? host.slice(1, -1) : host;
  return bare.trim().toLowerCase();
}

const unreserved = /^[A-Za-z0-9\-._~]$/;
const keptWhileRouting = new Set(
  [
    '3A',
    '2F',
    '3F',
    '23',
    '5B',
    '5D',
    '40',
    '21',
    '24',
    '26',
    '27',
    '28',
    '29',
    '2A',
    '2B',
    '2C',
    '3B',
    '3D',
    '25',
  ].map((hex) => `%${hex}`),
);
/** Bytes Go leaves as they are when it escapes a path (net/url shouldEscape, encodePath, and validEncoded). */
const plainInPath = /[A-Za-z0-9\-._~$&+,/:;=@!'()*[\]]/;

export interface NormalisedTarget {
  /** Path with percent-encodings, as it would be sent on. */
  readonly escapedPath: string;
  /** Path as matchers see it: decoded but for reserved characters. */
  readonly routingPath: string;
  /** Query without `?`; undefined when there is none. */
  readonly query: string | undefined;
}

/**
 * What an entry point makes of a request target before routing; undefined = 400.
 * Upstream: pkg/server/server_entrypoint_tcp.go normalizePath, sanitizePath; pkg/muxer/http/mux.go withRoutingPath.
 */
export function normaliseTarget(target: string, sanitize = true): NormalisedTarget | undefined {
  if (target.includes('#')) return undefined;
  const absolute = /^https?:\/\/[^/?]*/i.exec(target);
  const rest = absolute ? target.slice(absolute[0].length) || '/' : target;
  const mark = rest.indexOf('?');
  const rawPath = mark < 0 ? rest : rest.slice(0, mark);
  const query = mark < 0 ? undefined : rest.slice(mark + 1).replaceAll(';', '&');
  if (/%(?![0-9A-Fa-f]{2})/.test(rawPath) || (rawPath[0] !== '/' && rawPath !== '*')) return undefined;
  if (/^\/[A-Za-z0-9\-._~/]*$/.test(rawPath) && !/\/\/|\/\.{1,2}(?:\/|$)/.test(rawPath)) {
    return { escapedPath: rawPath, routingPath: rawPath, query };
  }
  const normalised = escapePath(rawPath).replace(/%[0-9A-Fa-f]{2}/g, normaliseEscape);
  const escapedPath = sanitize ? resolveDots(normalised) : normalised;
  return { escapedPath, routingPath: decodeForRouting(escapedPath), query };
}

function normaliseEscape(encoded: string): string {
  const char = String.fromCharCode(Number.parseInt(encoded.slice(1), 16));
  return unreserved.test(char) ? char : encoded.toUpperCase();
}

function escapePath(path: string): string {
  if (!/[^A-Za-z0-9\-._~$&+,/:;=@!'()*[\]%]/.test(path)) return path;
  return [...path].map((char) => (char === '%' || plainInPath.test(char) ? char : percentEncode(char))).join('');
}

const percentEncode = (char: string): string =>
  [...Buffer.from(char)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');

/** `.` and `..` resolved, slashes collapsed, a trailing slash kept: net/url URL.JoinPath without elements. */
export function resolveDots(path: string): string {
  if (path === '') return path;
  const out: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '..') out.pop();
    else if (segment !== '' && segment !== '.') out.push(segment);
  }
  const trailing = path.endsWith('/');
  const joined = `/${out.join('/')}`;
  return trailing && joined !== '/' ? `${joined}/` : joined;
}

/** Every percent-encoding decoded but for the reserved set. */
export function decodeForRouting(escapedPath: string): string {
  if (!escapedPath.includes('%')) return escapedPath;
  return escapedPath.replace(/(?:%[0-9A-F]{2})+/g, (run) => {
    const parts: Buffer[] = [];
    for (const encoded of run.match(/%../g)!) {
      parts.push(
        keptWhileRouting.has(encoded) ? Buffer.from(encoded) : Buffer.from([Number.parseInt(encoded.slice(1), 16)]),
      );
    }
    return Buffer.concat(parts).toString('utf8');
  });
}

/** Fully decoded path (Go's `URL.Path`). */
export const decodePath = (escapedPath: string): string =>
  escapedPath.includes('%')
    ? escapedPath.replace(/(?:%[0-9A-Fa-f]{2})+/g, (run) =>
        Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'),
      )
    : escapedPath;

/** A decoded path escaped again, as Go's `URL.EscapedPath` when there is no raw path. */
export const encodePath = (path: string): string =>
  [...path].map((char) => (/[A-Za-z0-9\-._~$&+,/:;=@]/.test(char) ? char : percentEncode(char))).join('');

/** Values of a query key, as net/url ParseQuery; undefined when the key is absent. */
export function queryValues(query: string, key: string): readonly string[] | undefined {
  let values: string[] | undefined;
  for (const pair of query.split('&')) {
    if (pair === '' || pair.includes(';')) continue;
    const equals = pair.indexOf('=');
    const name = decodeQuery(equals < 0 ? pair : pair.slice(0, equals));
    const value = equals < 0 ? '' : decodeQuery(pair.slice(equals + 1));
    if (name === key && value !== undefined) values = [...(values ?? []), value];
  }
  return values;
}

function decodeQuery(text: string): string | undefined {
  if (/%(?![0-9A-Fa-f]{2})/.test(text)) return undefined;
  return decodePath(text.replaceAll('+', ' '));
}
