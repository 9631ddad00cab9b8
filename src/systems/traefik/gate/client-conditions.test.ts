import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Address, printAddress } from '../../../core/address.ts';
import { isIn, splitByRanges } from '../../../core/address-set.ts';
import { decide } from '../decision/decide.ts';
import { buildConfiguration } from '../model/build-configuration.ts';
import type { Configuration } from '../model/runtime-configuration.ts';
import { readStaticConfiguration } from '../model/static-configuration.ts';
import { indexObjects } from '../read-objects.ts';
import { chartArguments, make } from '../test-objects.ts';
import { clientConditions } from './client-conditions.ts';

const networks = [
  '192.168.0.0/16',
  '192.168.88.0/24',
  '10.8.0.9',
  '0.0.0.0/0',
  'fd00::/8',
  'fd00:1::/33',
  '2001:db8::7',
];
const some = fc.subarray(networks, { minLength: 1, maxLength: 3 });
const strategy = fc.constantFrom(undefined, { depth: 1 }, { excludedIPs: ['192.168.88.0/24'] }, { ipv6Subnet: 33 });
const middleware = fc.tuple(some, strategy).map(([sourceRange, ipStrategy]) => ({
  ipAllowList: { sourceRange, ...(ipStrategy ? { ipStrategy } : {}) },
}));
const rule = fc.oneof(
  fc.constant('Host(`a.example.org`)'),
  fc.constantFrom(...networks).map((network) => `Host(\`a.example.org\`) && ClientIP(\`${network}\`)`),
  fc.constantFrom(...networks).map((network) => `Host(\`a.example.org\`) && !ClientIP(\`${network}\`)`),
  fc.constant('Host(`a.example.org`) && Header(`X-Real-Ip`, `10.8.0.9`)'),
);
const route = fc.tuple(rule, fc.option(middleware), fc.constantFrom('hello', 'other'));

function configured(routes: readonly [string, object | null, string][], trustedIPs: readonly string[]): Configuration {
  const objects = routes.flatMap(([match, spec, name], i) => [
    ...(spec ? [make.middleware(`m${i}`, spec)] : []),
    make.route(`r${i}`, match, {
      route: { services: [{ name, port: 80 }], ...(spec ? { middlewares: [{ name: `m${i}` }] } : {}) },
    }),
  ]);
  const services = ['hello', 'other'].flatMap((name) => [make.service(name), make.slice(name, ['10.42.0.1'])]);
  const flags = [...chartArguments, `--entryPoints.web.forwardedHeaders.trustedIPs=${trustedIPs.join(',')}`];
  return buildConfiguration(readStaticConfiguration(flags), indexObjects([...services, ...objects]));
}

function outcomeFor(configuration: Configuration, client: Address, forwardedFor: string | undefined): unknown {
  const headers = new Map(forwardedFor === undefined ? [] : [['X-Forwarded-For', [forwardedFor]]]);
  const remoteAddress = printAddress(client);
  const common = { entryPoint: 'web', method: 'GET', host: 'a.example.org', target: '/', tls: false } as const;
  const { outcome } = decide(configuration, { ...common, headers, remoteAddress });
  return { router: outcome.router, service: outcome.service, status: outcome.status, allowed: outcome.allowed };
}

const last = (family: 4 | 6) => (1n << (family === 4 ? 32n : 128n)) - 1n;

describe('what a configuration holds client addresses against', () => {
  test('tells all apart that it decides differently: at every border, and anywhere', () => {
    const somewhere = fc.oneof(
      fc.bigInt({ min: 0n, max: last(4) }).map((value): Address => ({ family: 4, value })),
      fc.bigInt({ min: 0n, max: last(6) }).map((value): Address => ({ family: 6, value })),
    );
    const forwarded = fc.constantFrom(undefined, '192.168.88.7', '192.168.1.1, 10.8.0.9');
    const routes = fc.array(route, { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(routes, fc.subarray(networks, { maxLength: 2 }), fc.array(somewhere), forwarded, (...given) => {
        const [written, trusted, anywhere, header] = given;
        const configuration = configured(written, trusted);
        const { ranges, opaque } = clientConditions(configuration);
        expect(opaque).toEqual([]);
        const borders = ranges.flatMap(({ family, first, last: end }) =>
          [first - 1n, first, end, end + 1n]
            .filter((value) => value >= 0n && value <= last(family))
            .map((value): Address => ({ family, value })),
        );
        const classes = ([4, 6] as const).flatMap((family) => splitByRanges(ranges, family));
        for (const address of [...borders, ...anywhere]) {
          const own = classes.find(({ addresses }) => isIn(addresses, address));
          expect(own && outcomeFor(configuration, own.sample, header)).toEqual(
            outcomeFor(configuration, address, header),
          );
        }
      }),
      { numRuns: 25 },
    );
  });

  test('names the rule that no range tells of', () => {
    const match = 'HeaderRegexp(`X-Real-Ip`, `^10[.]`)';
    const { opaque } = clientConditions(configured([[match, null, 'hello']], []));
    expect(opaque).toEqual([expect.stringContaining('X-Real-Ip')]);
  });
});
