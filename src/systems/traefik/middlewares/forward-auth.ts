import { compileGoRegexp, type GoRegexp } from '../../../core/go-regexp.ts';
import { splitHostPort } from '../decision/client-address.ts';
import { type AuthAnswer, answer, type Exchange, next, targetOf, type Verdict } from '../decision/exchange.ts';
import { deleteForwardedHeaders, managedHeaders } from '../decision/forwarded.ts';
import { canonicalHeader, headerOf } from '../decision/request.ts';
import { Refusal } from '../providers/servers.ts';
import { isTrue, type Options, textOf, textsOf } from './kit/options.ts';
import type { MiddlewareModel } from './middleware.ts';

/** Asks another server whether a request may go on. */
export const forwardAuth = {
  type: 'forwardAuth',
  source: 'pkg/middlewares/auth/forward.go',
  does: 'the question that is put, what of the answer goes on to the server or back to the client, redirects to a login',
  notModelled: 'bodies that are sent along, and bounds on their size',
  guards: true,
  crd: {
    place: 3,
    label: 'forward auth',
    read: (_, __, options) => {
      if (!options.address) throw new Refusal('forward authentication requires an address');
      const { maxBodySize, ...rest } = options;
      return { ...rest, maxBodySize: maxBodySize ?? -1 };
    },
  },
  build: (options) => {
    const pattern = textOf(options, 'authResponseHeadersRegex');
    const regexp = pattern === '' ? undefined : compileGoRegexp(pattern);
    if (regexp && 'problem' in regexp)
      return { problem: `error compiling regular expression ${pattern}: ${regexp.problem}` };
    const address = textOf(options, 'address');
    return {
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
  },
  admits: (options) => ({ kind: 'asks', address: textOf(options, 'address') }),
  examples: [
    { says: 'asks the server', options: { address: 'http://auth.example.org/verify' }, gives: 'asks' },
    {
      says: 'needs an expression that can be read',
      options: { address: 'http://auth.example.org', authResponseHeadersRegex: '(' },
      gives: { problem: 'error compiling regular expression (: error parsing regexp: missing closing ): `(`' },
    },
  ],
} as const satisfies MiddlewareModel;

const hopByHop = ['Connection', 'Keep-Alive', 'Te', 'Trailers', 'Transfer-Encoding', 'Upgrade'];

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
  const sent = pairs.find(([name]) => name === 'Location')?.[1];
  const reason = `${address} answered ${given.status}${sent === undefined ? '' : `: sent to ${sent}`}`;
  return answer(given.status, reason, given.body, pairs);
}
