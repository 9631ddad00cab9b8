import { describe, expect, test } from 'vitest';
import type { Service } from '../../../kube/types.ts';
import { asking, both, failed, got, inPool, play, v4 } from '../fixtures/allocations.ts';
import { bookOf, pool, service } from '../fixtures/objects.ts';
import type { AddressBook } from './address-book.ts';
import { converge } from './convergence.ts';

const v6 = pool('v6', ['fc00::/120']);
const dual = pool('dual', ['192.168.1.240/29', 'fc00::/120']);

describe('two families', () => {
  const wish = (
    policy: 'RequireDualStack' | 'PreferDualStack' | 'SingleStack',
    spec: Partial<Service['spec']> = both,
  ) => ({ ipFamilyPolicy: policy, ...spec });
  const backwards = { clusterIPs: ['fd00::1', '10.96.0.1'], ipFamilies: ['IPv6', 'IPv4'] as const };

  test.each<[what: string, book: AddressBook, service: Service, then: string[]]>([
    [
      'one family of a dual pool',
      bookOf(dual),
      service('a/s', { spec: wish('SingleStack', {}) }),
      [got('192.168.1.240'), 's has 192.168.1.240'],
    ],
    [
      'both required',
      bookOf(dual),
      service('a/s', { spec: wish('RequireDualStack') }),
      [got('192.168.1.240', 'fc00::'), 's has 192.168.1.240 fc00::'],
    ],
    [
      'both required, IPv6 first: IPv4 is first all the same',
      bookOf(dual),
      service('a/s', { spec: wish('RequireDualStack', backwards) }),
      [got('192.168.1.240', 'fc00::'), 's has 192.168.1.240 fc00::'],
    ],
    [
      'both required of two pools',
      bookOf(v4, v6),
      service('a/s', { spec: wish('RequireDualStack') }),
      [failed('a/s', 'no available IPs'), 's has nothing'],
    ],
    [
      'both required of a pool with one',
      bookOf(v4, v6),
      service('a/s', { spec: wish('RequireDualStack'), annotations: inPool('v4') }),
      [failed('a/s', 'no available IPs in pool v4 for dual IPFamily'), 's has nothing'],
    ],
    [
      'both preferred of two pools',
      bookOf(v4, v6),
      service('a/s', { spec: wish('PreferDualStack', backwards) }),
      [got('fc00::'), 's has fc00::'],
    ],
    [
      'the other family cannot be added',
      bookOf(v4, v6),
      service('a/s', { spec: wish('PreferDualStack', backwards), has: ['fc00::'] }),
      [
        'Normal AdditionalAssignFailed cannot assign additional IP in PreferDualStack: ["fc00::" "<nil>"] is not allowed in config',
        's has fc00::',
      ],
    ],
    [
      'the other family is added when the pool has it',
      bookOf(dual),
      service('a/s', { spec: wish('PreferDualStack'), has: ['192.168.1.243'] }),
      ['Normal IPAllocated Assigned additional IP "fc00::"', 's has 192.168.1.243 fc00::'],
    ],
    [
      'the pool lost a family',
      bookOf(v6),
      service('a/s', { spec: wish('PreferDualStack'), has: ['192.168.1.240', 'fc00::'] }),
      [
        'Normal ClearAssignment current IP for "a/s" not allowed by config, will attempt for new IP assignment: ["192.168.1.240" "fc00::"] is not allowed in config',
        got('fc00::'),
        's has fc00::',
      ],
    ],
    [
      'both required, one cluster address',
      bookOf(dual),
      service('a/s', { spec: wish('RequireDualStack', {}) }),
      [
        'Warning not enough clusterips Service requires dual stack but not enough clusterips [10.96.0.1]',
        's has nothing',
      ],
    ],
    [
      'written as asked at first',
      bookOf(dual),
      service('a/s', { spec: both, annotations: asking('fc00::1,192.168.1.241') }),
      [got('fc00::1', '192.168.1.241'), 's has fc00::1 192.168.1.241'],
    ],
    [
      'and sorted as text afterwards',
      bookOf(dual),
      service('a/s', { spec: both, annotations: asking('fc00::1,192.168.1.241'), has: ['fc00::1', '192.168.1.241'] }),
      ['s has 192.168.1.241 fc00::1'],
    ],
  ])('%s', (_what, book, asked, then) => {
    expect(play(book, asked)).toEqual(then);
  });

  test('preferring both on a cluster of one family goes back and forth for ever', () => {
    const book = bookOf(dual);
    let has: readonly string[] = [];
    const seen = Array.from({ length: 5 }, () => {
      has = converge(book, service('a/s', { spec: { ipFamilyPolicy: 'PreferDualStack' }, has })).addresses ?? has;
      return has.length;
    });
    expect(seen).toEqual([1, 2, 1, 2, 1]);
  });
});
