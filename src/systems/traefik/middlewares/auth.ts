import { compileGoRegexp, type GoRegexp } from '../../../core/go-regexp.ts';
import { splitHostPort } from '../decision/client-address.ts';
import {
  type AuthAnswer,
  answer,
  type CompiledMiddleware,
  type Exchange,
  next,
  targetOf,
  type Verdict,
} from '../decision/exchange.ts';
import { deleteForwardedHeaders, managedHeaders } from '../decision/forwarded.ts';
import { canonicalHeader, headerOf } from '../decision/request.ts';
import { isTrue, type Options, textOf, textsOf } from './options.ts';
import { checkSecret } from './password.ts';

type Built = Omit<CompiledMiddleware, 'name' | 'type'> | { readonly problem: string };

/** Upstream: pkg/middlewares/auth/basic_auth.go, auth.go getUsers. */
export function buildBasicAuth(options: Options): Built {
  const users = new Map<string, string>();
  for (const user of textsOf(options, 'users')) {
    const parts = user.split(':');
    // Upstream prints the line itself; it is out of a Secret and may hold a password.
    if (parts.length !== 2) return { problem: 'error parsing BasicUser: (not shown)' };
    users.set(parts[0]!, parts[1]!);
  }
  if (users.size === 0) return { problem: `no users found in ${textOf(options, 'usersFile')}` };
  const realm = textOf(options, 'realm') || 'traefik';
  return {
    source: 'pkg/middlewares/auth/basic_auth.go',
    handle: (exchange) => {
      const given = credentialsOf(headerOf(exchange.headers, 'Authorization'));
      const secret = given && users.get(given.user);
      const ok = given && secret !== undefined ? checkSecret(given.password, secret) : false;
      if (ok === 'unknown')
        return {
          kind: 'unknown',
          reason: `the password hash of user ${given!.user} is of a kind that is not modelled`,
        };
      if (ok) return admit(exchange, options, given!.user);
      return answer(401, given ? 'Authentication failed' : 'no credentials were sent', '401 Unauthorized\n', [
        ['Content-Type', 'text/plain'],
        ['Www-Authenticate', `Basic realm="${realm}"`],
      ]);
    },
  };
}

function credentialsOf(header: string): { user: string; password: string } | undefined {
  const match = /^basic (.*)$/i.exec(header);
  if (!match) return undefined;
  const text = Buffer.from(match[1]!, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon < 0 ? undefined : { user: text.slice(0, colon), password: text.slice(colon + 1) };
}

function admit(exchange: Exchange, options: Options, user: string): Verdict {
  const field = textOf(options, 'headerField');
  if (field !== '') exchange.headers.set(canonicalHeader(field), [user]);
  if (isTrue(options, 'removeHeader')) exchange.headers.delete('Authorization');
  return next(`user ${user} is known`);
}

const hopByHop = ['Connection', 'Keep-Alive', 'Te', 'Trailers', 'Transfer-Encoding', 'Upgrade'];

/** Upstream: pkg/middlewares/auth/forward.go. */
export function buildForwardAuth(options: Options): Built {
  const pattern = textOf(options, 'authResponseHeadersRegex');
  const regexp = pattern === '' ? undefined : compileGoRegexp(pattern);
  if (regexp && 'problem' in regexp)
    return { problem: `error compiling regular expression ${pattern}: ${regexp.problem}` };
  const address = textOf(options, 'address');
  return {
    source: 'pkg/middlewares/auth/forward.go',
    handle: (exchange) => ({
      kind: 'ask',
      reason: `${address} is asked`,
      request: {
        method: isTrue(options, 'preserveRequestMethod') ? exchange.method : 'GET',
        url: address,
        headers: authHeaders(options, exchange),
      },
      settle: (given) => settle(options, exchange, regexp?.regexp, given),
    }),
  };
}

function authHeaders(options: Options, exchange: Exchange): Map<string, string[]> {
  const trust = options.trustForwardHeader;
  const headers = new Map([...exchange.headers].map(([name, values]) => [name, [...values]]));
  for (const name of hopByHop) headers.delete(name);
  if (trust === false) deleteForwardedHeaders(headers);
  const wanted = textsOf(options, 'authRequestHeaders').map(canonicalHeader);
  const kept = wanted.length === 0 ? undefined : new Set(trust === true ? [...wanted, ...managedHeaders] : wanted);
  for (const name of headers.keys()) if (kept && !kept.has(name)) headers.delete(name);
  const peer = exchange.remoteAddress;
  const legacy = typeof trust !== 'boolean';
  const set = (name: string, value: string): void => {
    if (legacy || !headers.has(name)) headers.set(name, [value]);
  };
  const prior = headers.get('X-Forwarded-For');
  headers.set('X-Forwarded-For', [legacy || !prior ? peer : `${prior.join(', ')}, ${peer}`]);
  set('X-Forwarded-Method', exchange.method);
  set('X-Forwarded-Proto', exchange.tls ? 'https' : 'http');
  if (!legacy) set('X-Forwarded-Port', splitHostPort(exchange.host)?.port || (exchange.tls ? '443' : '80'));
  set('X-Forwarded-Host', exchange.host);
  set('X-Forwarded-Uri', targetOf(exchange));
  return headers;
}

function settle(
  options: Options,
  exchange: Exchange,
  regexp: GoRegexp | undefined,
  given: AuthAnswer | undefined,
): Verdict {
  const address = textOf(options, 'address');
  if (!given) return answer(500, `Error calling ${address}`);
  const signIn = textOf(options, 'authSigninURL');
  if (signIn !== '' && given.status === 401) {
    return answer(302, `${address} answered 401: sent to ${signIn}`, '', [['Location', signIn]]);
  }
  if (given.status < 200 || given.status >= 300) return relay(options, address, given);
  for (const name of textsOf(options, 'authResponseHeaders').map(canonicalHeader)) {
    exchange.headers.delete(name);
    const values = given.headers.get(name);
    if (values) exchange.headers.set(name, [...values]);
  }
  if (regexp) {
    for (const name of exchange.headers.keys()) if (regexp.matches(name)) exchange.headers.delete(name);
    for (const [name, values] of given.headers) if (regexp.matches(name)) exchange.headers.set(name, [...values]);
  }
  const cookies = new Set(textsOf(options, 'addAuthCookiesToResponse'));
  const own = (given.headers.get('Set-Cookie') ?? []).filter((cookie) => cookies.has(cookie.split('=')[0]!.trim()));
  if (!given.headers.has('Set-Cookie')) return next(`${address} answered ${given.status}`);
  return next(`${address} answered ${given.status}`, (headers) => {
    const kept = (headers.get('Set-Cookie') ?? []).filter((cookie) => !cookies.has(cookie.split('=')[0]!.trim()));
    headers.delete('Set-Cookie');
    if (kept.length + own.length > 0) headers.set('Set-Cookie', [...kept, ...own]);
  });
}

function relay(options: Options, address: string, given: AuthAnswer): Verdict {
  const headers = [...given.headers].filter(
    ([name]) => !hopByHop.includes(name) && name !== 'Location' && name !== 'Content-Length',
  );
  const location = headerOf(given.headers, 'Location');
  const pairs = headers.flatMap(([name, values]) => values.map((value) => [name, value] as const));
  if (location !== '')
    pairs.push(['Location', isTrue(options, 'preserveLocationHeader') ? location : new URL(location, address).href]);
  return answer(given.status, `${address} answered ${given.status}`, given.body, pairs);
}
