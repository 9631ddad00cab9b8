import { describe, expect, test } from 'vitest';
import type { Service } from '../../../kube/types.ts';
import { asking, failed, got, play, v4 } from '../fixtures/allocations.ts';
import { bookOf, pool, service } from '../fixtures/objects.ts';

const sharing = (key: string, more: Record<string, string> = {}) => ({ 'metallb.io/allow-shared-ip': key, ...more });
const port = (number: number) => ({ ports: [{ port: number, protocol: 'TCP' as const }] });

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
