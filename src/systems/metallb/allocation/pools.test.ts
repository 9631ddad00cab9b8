import { expect, test } from 'vitest';
import type { Namespace } from '../../../kube/types.ts';
import { pool } from '../fixtures/objects.ts';
import type { IpAddressPool } from '../objects.ts';
import { isCompatible, isPinned, readPools } from './pools.ts';

const selector = { matchLabels: { app: 'nginx' } };

test.each<[what: string, pools: IpAddressPool[], error: string]>([
  ['without addresses', [pool('p', [])], 'parsing address pool p: pool has no prefixes defined'],
  [
    'with an address without mask',
    [pool('p', ['192.168.1.10'])],
    'parsing address pool p: invalid CIDR "192.168.1.10" in pool "p": invalid CIDR "192.168.1.10"',
  ],
  [
    'overlapping an earlier one',
    [pool('b', ['10.0.0.0/24']), pool('a', ['10.0.0.128-10.0.1.0'], { autoAssign: false })],
    'CIDR "10.0.0.128/25" in pool "a" overlaps with already defined CIDR "10.0.0.0/24"',
  ],
  [
    'overlapping itself',
    [pool('a', ['10.0.0.0/24', '10.0.0.7/32'])],
    'CIDR "10.0.0.7/32" in pool "a" overlaps with already defined CIDR "10.0.0.0/24"',
  ],
  ['twice', [pool('a', ['10.0.0.0/24']), pool('a', ['10.0.1.0/24'])], 'duplicate definition of pool "a"'],
  [
    'naming a namespace twice',
    [pool('a', ['10.0.0.0/24'], { serviceAllocation: { namespaces: ['x', 'x'] } })],
    'parsing address pool a: duplicate definition in namespaces field',
  ],
  [
    'with a selector twice',
    [pool('a', ['10.0.0.0/24'], { serviceAllocation: { serviceSelectors: [selector, selector] } })],
    'parsing address pool a: duplicate definition of serviceSelectors {map["app":"nginx"] []}',
  ],
  [
    'with an operator nobody knows',
    [
      pool('a', ['10.0.0.0/24'], {
        serviceAllocation: { namespaceSelectors: [{ matchExpressions: [{ key: 'a', operator: 'Near' }] }] },
      }),
    ],
    'parsing address pool a: "Near" is not a valid label selector operator\ninvalid namespace label selector {"matchExpressions":[{"key":"a","operator":"Near"}]} in ip pool a',
  ],
])('a pool %s is refused', (_what, pools, error) => {
  expect(readPools(pools, [])).toEqual({ error });
});

test('a range from IPv4 to IPv6 is taken and holds nothing', () => {
  const reading = readPools([pool('p', ['192.168.1.1-fc00::1'])], []);
  expect('pools' in reading && reading.pools.get('p')?.cidrs).toEqual([]);
});

test.each<
  [
    what: string,
    allocation: NonNullable<IpAddressPool['spec']>['serviceAllocation'],
    namespace: string,
    compatible: boolean,
    pinned: boolean,
  ]
>([
  ['no block', undefined, 'x', true, false],
  ['a block with only a priority', { priority: 1 }, 'x', true, true],
  ['its namespace', { namespaces: ['x'] }, 'x', true, true],
  ['another namespace', { namespaces: ['x'] }, 'y', false, false],
  ['a namespace by its labels', { namespaceSelectors: [{ matchLabels: { team: 'a' } }] }, 'teamed', true, true],
  ['namespaces that no selector matches', { namespaceSelectors: [{ matchLabels: { team: 'z' } }] }, 'x', true, false],
  ['a selector of the service', { serviceSelectors: [selector] }, 'x', true, true],
  ['a selector of other services', { serviceSelectors: [{ matchLabels: { app: 'z' } }] }, 'x', false, true],
  [
    'its namespace, and a selector of other services',
    { namespaces: ['x'], serviceSelectors: [{ matchLabels: { app: 'z' } }] },
    'x',
    false,
    true,
  ],
])('a pool with %s', (_what, serviceAllocation, namespace, compatible, pinned) => {
  const teamed: Namespace = {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'teamed', labels: { team: 'a' } },
  };
  const reading = readPools([pool('p', ['10.0.0.0/24'], { serviceAllocation })], [teamed]);
  const read = 'pools' in reading ? reading.pools.get('p')! : undefined;
  expect(isCompatible(read!, { namespace, labels: { app: 'nginx' } })).toBe(compatible);
  expect(isPinned(read!, namespace)).toBe(pinned);
});
