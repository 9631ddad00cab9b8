import { describe, expect, test } from 'vitest';
import type { Service } from '../../../kube/types.ts';
import { asking, both, failed, got, inPool, play, v4 } from '../fixtures/allocations.ts';
import { bookOf, pool, service } from '../fixtures/objects.ts';
import type { IpAddressPool } from '../objects.ts';
import type { AddressBook } from './address-book.ts';
import { converge } from './convergence.ts';
import { readPools } from './pools.ts';

const onlyV6 = { clusterIPs: ['fd00::1'] };

test('a plain service gets the first address of the pool, and the pool’s name', () => {
  expect(converge(bookOf(v4), service('a/s'))).toEqual({
    ok: true,
    addresses: ['192.168.1.240'],
    pool: 'v4',
    candidates: ['v4'],
    events: [{ type: 'Normal', reason: 'IPAllocated', message: 'Assigned IP ["192.168.1.240"]' }],
  });
});

describe('a service that cannot have what it asks for', () => {
  test.each<[what: string, service: Service, why: string]>([
    [
      'names a pool of the other family',
      service('a/s', { spec: onlyV6, annotations: inPool('v4') }),
      '["<nil>"] is not allowed in config',
    ],
    ['is of a family no pool has', service('a/s', { spec: onlyV6 }), 'no available IPs'],
    ['names no pool there is', service('a/s', { annotations: inPool('nope') }), 'unknown pool "nope"'],
    [
      'asks for an address outside',
      service('a/s', { spec: { loadBalancerIP: '10.0.0.1' } }),
      '["10.0.0.1"] is not allowed in config',
    ],
    [
      'asks in both ways',
      service('a/s', { spec: { loadBalancerIP: '192.168.1.241' }, annotations: asking('192.168.1.241') }),
      'service can not have both metallb.io/loadBalancerIPs and svc.Spec.LoadBalancerIP',
    ],
    [
      'asks for no address by annotation',
      service('a/s', { annotations: asking('bogus') }),
      'invalid metallb.io/loadBalancerIPs: "bogus"',
    ],
    [
      'asks for no address by field',
      service('a/s', { spec: { loadBalancerIP: 'bogus' } }),
      'invalid spec.loadBalancerIP "bogus"',
    ],
    [
      'asks for two of a family',
      service('a/s', { annotations: asking('192.168.1.241,192.168.1.242') }),
      'IPFamilyForAddresses: same address family ["192.168.1.241" "192.168.1.242"]',
    ],
    [
      'asks for three',
      service('a/s', { annotations: asking('192.168.1.241,fc00::1,fc00::2') }),
      'IPFamilyForAddresses: invalid ips length 3 ["192.168.1.241" "fc00::1" "fc00::2"]',
    ],
    [
      'asks for another family',
      service('a/s', { annotations: asking('192.168.1.241, fc00::1') }),
      'requested loadBalancer IP(s) ["192.168.1.241" "fc00::1"] does not match the ipFamily of the service',
    ],
    [
      'asks for an address of one pool and names another',
      service('a/s', { annotations: { ...asking('192.168.1.241'), ...inPool('v4b') } }),
      'requested loadBalancer IP(s) ["192.168.1.241"] is not compatible with requested address pool v4b',
    ],
    [
      'asks for addresses of two pools',
      service('a/s', { spec: both, annotations: asking('192.168.1.240,fc00::1') }),
      '["192.168.1.240" "fc00::1"] is not allowed in config',
    ],
    [
      'asks for a pool of other namespaces',
      service('dev/s', { annotations: inPool('ns') }),
      'pool ns not compatible for ip assignment',
    ],
    [
      'asks for an address of a pool of other namespaces',
      service('dev/s', { annotations: asking('10.9.0.1') }),
      'pool ns not compatible for ip assignment',
    ],
    [
      'asks for an address the pool avoids',
      service('a/s', { annotations: asking('10.8.0.255') }),
      '["10.8.0.255"] is not allowed in config',
    ],
  ])('%s', (_what, asked, why) => {
    const restricted = pool('ns', ['10.9.0.0/30'], { serviceAllocation: { namespaces: ['prod'] } });
    const careful = pool('careful', ['10.8.0.0/24'], { avoidBuggyIPs: true, autoAssign: false });
    const book = bookOf(v4, pool('v4b', ['192.168.2.0/30'], { autoAssign: false }), v6Only, restricted, careful);
    const key = `${asked.metadata.namespace}/s`;
    expect(play(book, asked)).toEqual([failed(key, why), 's has nothing']);
  });
  const v6Only = pool('v6', ['fc00::/120'], { autoAssign: false });
});

describe('a service that has an address', () => {
  const repool = (book: AddressBook, ...pools: readonly IpAddressPool[]) => {
    const reading = readPools(pools, []);
    if ('pools' in reading) book.setPools(reading.pools);
    return book;
  };
  const cleared = (why: string) =>
    `Normal ClearAssignment current IP for "x/s" not allowed by config, will attempt for new IP assignment: ${why}`;

  test('gets another when the range has moved', () => {
    const book = repool(bookOf(v4), pool('v4', ['192.168.1.248/29']));
    expect(play(book, service('x/s', { has: ['192.168.1.240'] }))).toEqual([
      cleared('["192.168.1.240"] is not allowed in config'),
      got('192.168.1.248'),
      's has 192.168.1.248',
    ]);
  });

  test('keeps it when the pool is renamed, no longer assigns by itself, or has another priority', () => {
    const book = bookOf(v4);
    play(book, service('x/s'));
    const kept = service('x/s', { has: ['192.168.1.240'] });
    expect(play(repool(book, pool('other', ['192.168.1.240/29'], { autoAssign: false })), kept)).toEqual([
      's has 192.168.1.240',
    ]);
    expect(converge(book, kept).pool).toBe('other');
  });

  test('loses it without a word when the last pool goes', () => {
    const book = bookOf(v4);
    play(book, service('x/s'));
    expect(converge(repool(book), service('x/s', { has: ['192.168.1.240'] }))).toEqual({
      ok: false,
      addresses: [],
      pool: undefined,
      events: [],
      candidates: [],
    });
  });

  test('loses it when the pool is no longer for it', () => {
    const book = repool(bookOf(v4), pool('a', ['192.168.1.240/29'], { serviceAllocation: { namespaces: ['prod'] } }));
    expect(play(book, service('x/s', { has: ['192.168.1.240'] }))).toEqual([
      cleared('pool a not compatible for ip assignment'),
      failed('x/s', 'no available IPs'),
      's has nothing',
    ]);
  });

  test('gets another when its status makes no sense', () => {
    const three = ['192.168.1.240', '192.168.1.241', '192.168.1.242'];
    expect(play(bookOf(v4), service('x/s', { has: three }))).toEqual([
      `Warning nolbIPsIPFamily Failed to retrieve LBIPs IPFamily for ["192.168.1.240" "192.168.1.241" "192.168.1.242"]: IPFamilyForAddresses: invalid ips length 3 ["192.168.1.240" "192.168.1.241" "192.168.1.242"]`,
      got('192.168.1.240'),
      's has 192.168.1.240',
    ]);
  });

  test('keeps it while its cluster addresses make no sense', () => {
    const headless = service('x/s', { spec: { clusterIPs: ['None'], clusterIP: 'None' }, has: ['192.168.1.240'] });
    expect(play(bookOf(v4), headless)).toEqual([
      'Warning noclusterIPsIPFamily Failed to retrieve ClusterIPs IPFamily for ["None"] None: IPFamilyForAddresses: Invalid address "None"',
      's has what it had',
    ]);
  });

  test('keeps it while what it asks for cannot be read', () => {
    const asked = service('x/s', {
      spec: { loadBalancerIP: '192.168.1.241' },
      annotations: asking('192.168.1.241'),
      has: ['192.168.1.240'],
    });
    expect(play(bookOf(v4), asked)).toEqual([
      'Warning LoadBalancerFailed invalid requested loadbalancer IPs: service can not have both metallb.io/loadBalancerIPs and svc.Spec.LoadBalancerIP',
      's has what it had',
    ]);
  });

  test('moves without a word to the address or the pool it asks for', () => {
    const book = bookOf(v4, pool('v4b', ['192.168.2.0/30']));
    expect(play(book, service('x/s', { annotations: asking('192.168.1.244'), has: ['192.168.1.240'] }))).toEqual([
      got('192.168.1.244'),
      's has 192.168.1.244',
    ]);
    expect(play(book, service('x/s', { annotations: inPool('v4b'), has: ['192.168.1.244'] }))).toEqual([
      got('192.168.2.0'),
      's has 192.168.2.0',
    ]);
  });

  test('keeps it when another claims the same after a restart', () => {
    expect(
      play(bookOf(v4), service('x/a', { has: ['192.168.1.240'] }), service('x/b', { has: ['192.168.1.240'] })),
    ).toEqual([
      'a has 192.168.1.240',
      `Normal ClearAssignment current IP for "x/b" not allowed by config, will attempt for new IP assignment: can't change sharing key for "x/b", address also in use by x/a`,
      got('192.168.1.241'),
      'b has 192.168.1.241',
    ]);
  });

  test('gives it back when it is no LoadBalancer any more', () => {
    const book = bookOf(pool('one', ['192.168.1.240/32']));
    play(book, service('x/a'));
    expect(converge(book, service('x/a', { spec: { type: 'ClusterIP' }, has: ['192.168.1.240'] }))).toMatchObject({
      ok: true,
      addresses: [],
      events: [],
    });
    expect(play(book, service('x/b'))).toEqual([got('192.168.1.240'), 'b has 192.168.1.240']);
  });
});

test('addresses are handed out in the order written, and a freed one is reused next', () => {
  const book = bookOf(pool('p', ['10.0.0.9-10.0.0.10', '10.0.0.1/32']));
  expect(['x/a', 'x/b', 'x/c'].map((key) => converge(book, service(key)).addresses?.[0])).toEqual([
    '10.0.0.9',
    '10.0.0.10',
    '10.0.0.1',
  ]);
  book.release('x/b');
  expect(converge(book, service('x/d')).addresses).toEqual(['10.0.0.10']);
});

test('addresses that confuse old firmware are left out when asked', () => {
  const book = bookOf(pool('p', ['10.0.0.254-10.0.1.1'], { avoidBuggyIPs: true }));
  expect(['x/a', 'x/b', 'x/c'].map((key) => converge(book, service(key)).addresses?.[0])).toEqual([
    '10.0.0.254',
    '10.0.1.1',
    undefined,
  ]);
});

test('an old annotation is honoured, and told when the service is written', () => {
  const book = bookOf(v4);
  const old = { 'metallb.universe.tf/loadBalancerIPs': '192.168.1.242' };
  const warning = 'Warning deprecatedAnnotation Service uses deprecated annotation metallb.universe.tf/loadBalancerIPs';
  expect(play(book, service('x/s', { annotations: old }))).toEqual([
    got('192.168.1.242'),
    warning,
    's has 192.168.1.242',
  ]);
  const settled = service('x/s', {
    annotations: { ...old, 'metallb.io/ip-allocated-from-pool': 'v4' },
    has: ['192.168.1.242'],
  });
  expect(play(book, settled)).toEqual(['s has 192.168.1.242']);
  const newer = service('x/t', { annotations: { ...old, 'metallb.io/loadBalancerIPs': '' } });
  expect(converge(book, newer).addresses).toEqual(['192.168.1.240']);
});
