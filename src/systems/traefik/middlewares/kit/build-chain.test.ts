import { describe, expect, it } from 'vitest';
import { buildChecker, buildPicker, checkAddress } from '../../decision/client-address.ts';
import type { Exchange } from '../../decision/exchange.ts';
import type { MiddlewareConfig } from '../../model/dynamic-configuration.ts';
import { buildChain, type MiddlewareProblem } from './build-chain.ts';
import type { Options } from './options.ts';

const configs = (
  entries: Readonly<Record<string, Readonly<Record<string, Options>>>>,
): ReadonlyMap<string, MiddlewareConfig> =>
  new Map(Object.entries(entries).map(([name, types]) => [`${name}@k`, { types: new Map(Object.entries(types)) }]));
const build = (entries: Readonly<Record<string, Readonly<Record<string, Options>>>>, ...names: readonly string[]) =>
  buildChain(names, 'k', { configs: configs(entries), buildService: () => undefined });
const problem = (type: string, options: Options): string => {
  try {
    build({ m: { [type]: options } }, 'm');
    return '';
  } catch (thrown) {
    return (thrown as MiddlewareProblem).message;
  }
};

describe('a middleware that cannot be built', () => {
  it.each([
    ['ipAllowList', {}, 'sourceRange is empty, IPAllowLister not created'],
    [
      'ipAllowList',
      { sourceRange: ['x'] },
      'cannot parse CIDRs [x]: parsing CIDR trusted IPs <nil>: invalid CIDR address: x',
    ],
    ['ipAllowList', { sourceRange: ['1.1.1.1'], rejectStatusCode: 799 }, 'invalid HTTP status code 799'],
    [
      'ipAllowList',
      { sourceRange: ['1.1.1.1'], ipStrategy: { ipv6Subnet: 129 } },
      'invalid IPv6 subnet 129 value, should be greater to 0 and lower or equal to 128',
    ],
    ['redirectScheme', {}, 'you must provide a target scheme'],
    ['redirectRegex', { regex: '(' }, 'error parsing regexp: missing closing ): `(`'],
    ['addPrefix', { prefix: '' }, 'prefix cannot be empty'],
    ['headers', {}, 'headers configuration not valid'],
    ['basicAuth', { users: [] }, 'no users found in '],
    ['basicAuth', { users: ['hunter2'] }, 'error parsing BasicUser: (not shown)'],
    [
      'replacePathRegex',
      { regex: '[' },
      'error compiling regular expression [: error parsing regexp: missing closing ]: `[`',
    ],
    [
      'forwardAuth',
      { address: 'http://x', authResponseHeadersRegex: '(' },
      'error compiling regular expression (: error parsing regexp: missing closing ): `(`',
    ],
    [
      'nobodyKnows',
      { x: {} },
      'invalid middleware "m@k" configuration: invalid middleware type or middleware does not exist',
    ],
  ])('%s %j says %j', (type, options, message) => {
    expect(problem(type, options as Options)).toBe(message);
  });

  it('of two types, missing, or in a circle, says so', () => {
    expect(() => build({ m: { addPrefix: { prefix: '/' }, compress: {} } }, 'm')).toThrow(
      /^cannot create middleware: multi-types/,
    );
    expect(() => build({}, 'm')).toThrow('middleware "m@k" does not exist');
    const circle = { a: { chain: { middlewares: ['b'] } }, b: { chain: { middlewares: ['a'] } } };
    expect(() => build(circle, 'a')).toThrow(
      'could not instantiate middleware a@k: recursion detected in middleware:a@k->middleware:b@k->middleware:a@k',
    );
  });

  it.each([
    ['addPrefix', { prefix: '/a' }],
    ['chain', { middlewares: [] }],
  ] as const)(
    'of chains that double at every step, down to %s, is refused before it fills the memory',
    (type, options) => {
      const doubling = Object.fromEntries(
        Array.from({ length: 60 }, (_, i) => [`c${i}`, { chain: { middlewares: [`c${i + 1}`, `c${i + 1}`] } }]),
      );
      expect(() => build({ ...doubling, c60: { [type]: options } }, 'c0')).toThrow(
        'its chains unroll to more than 10000 middlewares',
      );
    },
  );

  it('is looked for from the last to the first', () => {
    expect(() => build({}, 'first', 'last')).toThrow('middleware "last@k" does not exist');
  });
});

describe('the address that counts', () => {
  it.each([
    [undefined, '9.9.9.9, 8.8.8.8', '1.1.1.1'],
    [{ depth: 1 }, '9.9.9.9, 8.8.8.8', '8.8.8.8'],
    [{ depth: 2 }, '9.9.9.9, 8.8.8.8', '9.9.9.9'],
    [{ depth: 3 }, '9.9.9.9, 8.8.8.8', ''],
    [{ depth: 1 }, '', ''],
    [{ excludedIPs: ['8.8.8.8'] }, '9.9.9.9, 8.8.8.8', '9.9.9.9'],
    [{ excludedIPs: ['9.9.9.9', '8.8.8.8'] }, '9.9.9.9, ,8.8.8.8', ''],
    [{ depth: 1, ipv6Subnet: 64 }, '2001:db8:1:2:3:4:5:6', '2001:db8:1:2::'],
    [{ depth: 1, ipv6Subnet: 64 }, '8.8.8.8', '8.8.8.8'],
  ])('by %j of %j is %j', (strategy, forwardedFor, address) => {
    const picker = buildPicker(strategy);
    expect('pick' in picker && picker.pick('1.1.1.1', forwardedFor)).toBe(address);
  });

  it.each([
    ['10.1.2.3/8', '10.255.0.1', true],
    ['10.0.0.1', '::ffff:10.0.0.1', true],
    ['fe80::/10', 'fe80::1%eth0', true],
    ['10.0.0.0/8', '010.0.0.1', false],
    ['10.0.0.0/8', '', false],
    ['::/0', '10.0.0.1', false],
  ])('%s holds %j: %s', (range, address, ok) => {
    const checker = buildChecker([range]);
    expect('ranges' in checker && checkAddress(checker, address).ok).toBe(ok);
  });
});

describe('regular expressions of middlewares', () => {
  const through = (type: string, options: Options, changes: Partial<Exchange> = {}) => {
    const exchange = {
      method: 'GET',
      host: 'a.example.org',
      path: '/x',
      query: '',
      headers: new Map<string, string[]>(),
      remoteAddress: '1.1.1.1',
      tls: false,
      ...changes,
    } as Exchange;
    const [middleware] = build({ m: { [type]: options } }, 'm');
    return { verdict: middleware?.handle(exchange), exchange };
  };
  const hostile = `/${'a'.repeat(50_000)}!`;

  it('that match all replace all of it, once', () => {
    const { verdict } = through('redirectRegex', { regex: '.*', replacement: 'https://b.example.org/' });
    expect(JSON.stringify(verdict)).toContain('"https://b.example.org/"');
    expect(JSON.stringify(verdict)).not.toContain('b.example.org/https');
    expect(through('replacePathRegex', { regex: 'x*', replacement: '-' }).exchange.path).toBe('-/-');
  });

  it.each([
    ['redirectRegex', { regex: '(a+)+$', replacement: 'https://b/$1' }],
    ['replacePathRegex', { regex: '(a|aa)+$', replacement: '/$1' }],
    ['stripPrefixRegex', { regex: ['^/(a|a)*b'] }],
    ['headers', { accessControlAllowOriginListRegex: ['(a+)+$'] }],
  ])('%s %j take linear time', (type, options) => {
    const headers = new Map([['Origin', [hostile]]]);
    const { exchange } = through(type, options as Options, { path: hostile, headers });
    expect(exchange.path).toBe(hostile);
  });

  it('of a forwardAuth take linear time', () => {
    const { verdict } = through('forwardAuth', { address: 'http://auth', authResponseHeadersRegex: '(a+)+$' });
    if (verdict?.kind !== 'ask') throw new Error('nobody is asked');
    const headers = new Map([[hostile, ['x']]]);
    expect(verdict.settle({ status: 200, headers, body: Buffer.alloc(0) }).kind).toBe('next');
  });
});
