import { describe, expect, test } from 'vitest';
import { failed, got, inPool, play } from '../fixtures/allocations.ts';
import { bookOf, pool, service } from '../fixtures/objects.ts';
import { converge } from './convergence.ts';

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
