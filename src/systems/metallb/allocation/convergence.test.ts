import { describe, expect, test } from 'vitest';
import type { Service } from '../../../kube/types.ts';
import { bookOf, pool, service } from '../fixtures/objects.ts';
import type { IpAddressPool } from '../objects.ts';
import type { AddressBook } from './address-book.ts';
import { converge } from './convergence.ts';
import { readPools } from './pools.ts';

const v4 = pool('v4', ['192.168.1.240/29']);
const v6 = pool('v6', ['fc00::/120']);
const dual = pool('dual', ['192.168.1.240/29', 'fc00::/120']);
const both = { clusterIPs: ['10.96.0.1', 'fd00::1'] };
const onlyV6 = { clusterIPs: ['fd00::1'] };
const sharing = (key: string, more: Record<string, string> = {}) => ({ 'metallb.io/allow-shared-ip': key, ...more });
const asking = (ips: string) => ({ 'metallb.io/loadBalancerIPs': ips });
const inPool = (name: string) => ({ 'metallb.io/address-pool': name });
const port = (number: number) => ({ ports: [{ port: number, protocol: 'TCP' as const }] });

/** What a run leaves behind, in one line an address or event. */
function play(book: AddressBook, ...services: readonly Service[]): string[] {
  return services.flatMap((each) => {
    const { addresses, events } = converge(book, each);
    return [
      ...events.map(({ type, reason, message }) => `${type} ${reason} ${message}`),
      `${each.metadata.name} has ${addresses === undefined ? 'what it had' : addresses.join(' ') || 'nothing'}`,
    ];
  });
}

const failed = (key: string, why: string) => `Warning AllocationFailed Failed to allocate IP for "${key}": ${why}`;
const got = (...ips: string[]) => `Normal IPAllocated Assigned IP [${ips.map((ip) => `"${ip}"`).join(' ')}]`;

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

describe('sharing an address', () => {
  const holder = service('a/s1', { annotations: asking('192.168.1.241') });
  const shared = service('a/s1', { annotations: sharing('k', asking('192.168.1.241')) });
  const local = service('a/s1', {
    annotations: sharing('k', asking('192.168.1.241')),
    spec: { externalTrafficPolicy: 'Local', selector: { app: 'x' } },
  });
  const inUse = `can't change sharing key for "a/s2", address also in use by a/s1`;

  test.each<[what: string, first: Service, second: Service, then: string[]]>([
    [
      'no keys',
      holder,
      service('a/s2', { annotations: asking('192.168.1.241'), spec: port(443) }),
      [failed('a/s2', inUse), 's2 has nothing'],
    ],
    [
      'one key, one port',
      shared,
      service('a/s2', { annotations: sharing('k', asking('192.168.1.241')) }),
      [failed('a/s2', 'port TCP/80 is already in use on "192.168.1.241"'), 's2 has nothing'],
    ],
    [
      'one key, Local beside Cluster',
      local,
      service('a/s2', { annotations: sharing('k', asking('192.168.1.241')), spec: port(443) }),
      [failed('a/s2', inUse), 's2 has nothing'],
    ],
    [
      'one key, other port',
      shared,
      service('a/s2', { annotations: sharing('k', asking('192.168.1.241')), spec: port(443) }),
      [got('192.168.1.241'), 's2 has 192.168.1.241'],
    ],
    [
      'one key, same number of another protocol',
      shared,
      service('a/s2', {
        annotations: sharing('k', asking('192.168.1.241')),
        spec: { ports: [{ port: 80, protocol: 'UDP' }] },
      }),
      [got('192.168.1.241'), 's2 has 192.168.1.241'],
    ],
    [
      'a key is no preference: a lower free address is taken',
      shared,
      service('a/s2', { annotations: sharing('k'), spec: port(443) }),
      [got('192.168.1.240'), 's2 has 192.168.1.240'],
    ],
  ])('%s', (_what, first, second, then) => {
    const book = bookOf(v4);
    play(book, first);
    expect(play(book, second)).toEqual(then);
  });

  test('of four services on one address, those with equal key, backend and other ports share it', () => {
    const book = bookOf(pool('one', ['192.168.1.240/32']));
    const of = (key: string, spec: Partial<Service['spec']>) => service(key, { annotations: sharing('k'), spec });
    const localOf = (app: string) => ({ externalTrafficPolicy: 'Local' as const, selector: { app } });
    const ports = (number: number, protocol: 'TCP' | 'UDP' = 'TCP') => ({ ports: [{ port: number, protocol }] });
    expect(
      play(
        book,
        of('a/1', { ...localOf('x'), ...ports(80) }),
        of('a/2', { ...localOf('y'), ...ports(443) }),
        of('a/3', { ...localOf('x'), ...ports(443) }),
        of('a/4', ports(80, 'UDP')),
      ).filter((line) => line.includes(' has ')),
    ).toEqual(['1 has 192.168.1.240', '2 has nothing', '3 has 192.168.1.240', '4 has nothing']);
  });

  test('the only service on an address may change its key', () => {
    const book = bookOf(v4);
    play(book, shared);
    const renamed = service('a/s1', { annotations: sharing('other'), has: ['192.168.1.241'] });
    expect(play(book, renamed)).toEqual(['s1 has 192.168.1.241']);
    const second = service('a/s2', { annotations: sharing('other', asking('192.168.1.241')), spec: port(443) });
    expect(play(book, second)).toEqual([got('192.168.1.241'), 's2 has 192.168.1.241']);
  });
});

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

describe('which pool', () => {
  test('among plain pools any may be taken, so all are told', () => {
    const book = bookOf(
      pool('c', ['10.0.2.0/30']),
      pool('a', ['10.0.0.0/30'], { autoAssign: false }),
      pool('b', ['10.0.1.0/30']),
    );
    expect(converge(book, service('x/s'))).toMatchObject({ pool: 'b', candidates: ['b', 'c'] });
  });

  test('a pool for the namespace comes first; when it is full, plain pools serve', () => {
    const book = bookOf(
      pool('ns', ['10.0.0.1/32'], { serviceAllocation: { namespaces: ['prod'] } }),
      pool('public', ['10.0.1.1/32']),
    );
    expect(play(book, service('prod/s1'), service('prod/s2'), service('prod/s3'))).toEqual([
      got('10.0.0.1'),
      's1 has 10.0.0.1',
      got('10.0.1.1'),
      's2 has 10.0.1.1',
      failed('prod/s3', 'no available IPs'),
      's3 has nothing',
    ]);
    expect(play(book, service('prod/s4', { annotations: inPool('ns') }))).toEqual([
      failed('prod/s4', 'no available IPs in pool ns'),
      's4 has nothing',
    ]);
  });

  test.each<[what: string, priorities: Record<string, number>, taken: string, candidates: string[]]>([
    ['the lowest number is first', { a: 30, b: 10, c: 20 }, 'b', ['b']],
    ['none is last', { a: 0, b: 50 }, 'b', ['b']],
    ['of equals any', { a: 10, b: 10, c: 20 }, 'a', ['a', 'b']],
    ['of those without any', { a: 0, b: 0 }, 'a', ['a', 'b']],
  ])('by priority: %s', (_what, priorities, taken, candidates) => {
    const pools = Object.entries(priorities).map(([name, priority], i) =>
      pool(name, [`10.0.${i}.0/30`], {
        serviceAllocation: { priority, serviceSelectors: [{ matchLabels: { tier: 'web' } }] },
      }),
    );
    expect(converge(bookOf(...pools), service('x/s', { labels: { tier: 'web' } }))).toMatchObject({
      pool: taken,
      candidates,
    });
    expect(converge(bookOf(...pools), service('x/s'))).toMatchObject({ ok: false });
  });

  test('a pool with only a priority is for everyone, and before plain pools', () => {
    const book = bookOf(pool('a', ['10.0.0.0/30']), pool('z', ['10.0.1.0/30'], { serviceAllocation: { priority: 5 } }));
    expect(converge(book, service('x/s'))).toMatchObject({ pool: 'z', candidates: ['z'] });
  });

  test('a pool whose namespace selectors match nothing is chosen by nobody, and given to anybody who asks', () => {
    const lonely = pool('lonely', ['10.0.0.0/30'], {
      serviceAllocation: { namespaceSelectors: [{ matchLabels: { no: 'where' } }] },
    });
    const book = bookOf(lonely);
    expect(converge(book, service('x/s'))).toMatchObject({ ok: false });
    expect(converge(book, service('x/s', { annotations: inPool('lonely') }))).toMatchObject({
      ok: true,
      pool: 'lonely',
    });
  });

  test('a pool that does not assign by itself serves those who name it', () => {
    const book = bookOf(
      pool('quiet', ['10.0.0.0/30'], { autoAssign: false, serviceAllocation: { namespaces: ['x'] } }),
    );
    expect(converge(book, service('x/s'))).toMatchObject({ ok: false });
    expect(converge(book, service('x/s', { annotations: inPool('quiet') }))).toMatchObject({
      ok: true,
      addresses: ['10.0.0.0'],
    });
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
