import { expect, test } from 'vitest';
import { printJson } from '../../../kube/wide-json.ts';
import { bookOf, pool, service } from '../fixtures/objects.ts';
import { converge } from './convergence.ts';
import { countPool, printCounts } from './counters.ts';

const counts = (addresses: string[], avoidBuggyIPs = false) => {
  const book = bookOf(pool('p', addresses, { avoidBuggyIPs }));
  return countPool(book, book.pools.get('p')!);
};

test.each<[string[], boolean, bigint, bigint]>([
  [['192.168.1.240/29'], false, 8n, 0n],
  [['192.168.1.240-192.168.1.250'], false, 11n, 0n],
  [['10.0.0.0/16'], true, 65_024n, 0n],
  [['10.0.0.0/24'], true, 254n, 0n],
  [['10.0.0.0/25'], true, 127n, 0n],
  [['10.0.0.64/26'], true, 64n, 0n],
  [['10.0.0.255/32'], true, 0n, 0n],
  [['fd00::/120', '10.0.0.0/30'], false, 4n, 256n],
  [['fd00::/120'], true, 0n, 256n],
  [['fd00::/66'], false, 0n, 9223372036854775807n],
  [['fd00::/67'], false, 0n, 2305843009213693952n],
  [['fd00::/64', 'fd01::/64'], false, 0n, 9223372036854775807n],
])('%j (careful: %s) offers %i and %i', (addresses, careful, ipv4, ipv6) => {
  expect(counts(addresses, careful)).toEqual({ assigned: { 4: 0n, 6: 0n }, available: { 4: ipv4, 6: ipv6 } });
});

test('a shared address counts once', () => {
  const book = bookOf(pool('p', ['10.0.0.1/32', '10.0.0.8/30']));
  const annotations = { 'metallb.io/allow-shared-ip': 'k', 'metallb.io/loadBalancerIPs': '10.0.0.9' };
  converge(book, service('a/a', { annotations }));
  converge(book, service('a/b', { annotations, spec: { ports: [{ port: 53, protocol: 'UDP' }] } }));
  converge(book, service('a/c'));
  expect(printCounts(countPool(book, book.pools.get('p')!))).toEqual({
    assignedIPv4: 2,
    assignedIPv6: 0,
    availableIPv4: 3,
    availableIPv6: 0,
  });
});

test('a count beyond what a number can hold is the int64 that upstream writes', () => {
  const { availableIPv6 } = printCounts(counts(['fd00::/64']));
  expect(printJson(availableIPv6)).toBe('9223372036854775807');
});
