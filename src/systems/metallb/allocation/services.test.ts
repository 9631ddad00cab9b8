import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bookOf, pool, service } from '../fixtures/objects.ts';
import { convergeAll, inProcessingOrder, isHandled } from './services.ts';

test.each([
  [undefined, '', true],
  [undefined, 'foo', false],
  ['foo', '', false],
  ['foo', 'bar', false],
  ['foo', 'foo', true],
] as const)('class %s is handled by a MetalLB for %j: %s', (loadBalancerClass, own, handled) => {
  expect(isHandled(service('a/s', { spec: { loadBalancerClass } }), own)).toBe(handled);
});

test('services that hold addresses go first, then the older, then by name', () => {
  const aged = (key: string, creationTimestamp: string, has: string[] = []) => {
    const made = service(key, { has });
    return { ...made, metadata: { ...made.metadata, creationTimestamp } };
  };
  const services = [
    aged('b/x', '2026-01-02'),
    aged('a/y', '2026-01-02'),
    aged('z/old', '2026-01-01'),
    aged('z/has', '2026-01-03', ['10.0.0.1']),
  ];
  const keys = inProcessingOrder(services).map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);
  expect(keys).toEqual(['z/has', 'z/old', 'a/y', 'b/x']);
});

/** Services as people write them, some sharing, some asking. */
const someServices = fc
  .array(
    fc.record({
      share: fc.option(fc.constantFrom('k', 'l')),
      port: fc.constantFrom(53, 80, 443),
      local: fc.boolean(),
      last: fc.option(fc.nat(15)),
    }),
    { maxLength: 20 },
  )
  .map((parts) =>
    parts.map(({ share, port, local, last }, i) =>
      service(`n/s${i}`, {
        annotations: {
          ...(share && { 'metallb.io/allow-shared-ip': share }),
          ...(last !== null && { 'metallb.io/loadBalancerIPs': `10.0.0.${last}` }),
        },
        spec: {
          ports: [{ port, protocol: 'TCP' }],
          externalTrafficPolicy: local ? 'Local' : 'Cluster',
          selector: { app: 'x' },
        },
      }),
    ),
  );

test('the outcome does not depend on the order of the list, and no port of an address has two owners', () => {
  fc.assert(
    fc.property(someServices, fc.infiniteStream(fc.nat(1_000_000)), (services, keys) => {
      const small = () => bookOf(pool('p', ['10.0.0.0/28']));
      const print = (list: typeof services) =>
        convergeAll(small(), list, '').map(({ service: { metadata }, convergence }) => [
          metadata.name,
          convergence.addresses,
          convergence.events,
        ]);
      const shuffled = services
        .map((each) => ({ each, at: keys.next().value as number }))
        .sort((a, b) => a.at - b.at)
        .map(({ each }) => each);
      expect(print(shuffled)).toEqual(print(services));
      const taken = convergeAll(small(), services, '').flatMap(({ service: { spec }, convergence }) =>
        (convergence.addresses ?? []).map((address) => `${address}:${spec.ports?.[0]?.port}`),
      );
      expect(new Set(taken).size).toBe(taken.length);
    }),
    { seed: 1, numRuns: 100 },
  );
});

test.each<[what: string, annotations: (i: number) => Record<string, string>, addresses: number]>([
  ['that ask for nothing', () => ({}), 10_000],
  ['with two thousand sharing keys', (i) => ({ 'metallb.io/allow-shared-ip': `k${i % 2000}` }), 2_000],
  ['with one sharing key and one port', () => ({ 'metallb.io/allow-shared-ip': 'k' }), 10_000],
])('ten thousand services %s get their addresses', (_what, annotations, addresses) => {
  const shared = addresses < 10_000;
  const services = Array.from({ length: 10_000 }, (_, i) =>
    service(`n${i % 50}/s${i}`, {
      annotations: annotations(i),
      spec: { ports: [{ port: shared ? 80 + Math.floor(i / addresses) : 80, protocol: 'TCP' }] },
    }),
  );
  // In the order of the list: those that share come after the first of their key.
  const results = convergeAll(bookOf(pool('p', ['10.0.0.0/16'])), services, '');
  expect(results.every(({ convergence }) => convergence.ok)).toBe(true);
  if (!shared) expect(new Set(results.map(({ convergence }) => convergence.addresses?.[0])).size).toBe(addresses);
});
