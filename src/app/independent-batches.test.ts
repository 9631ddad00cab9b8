import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { independentBatches } from './independent-batches.ts';
import type { Check } from './verify-checks.ts';

const check = (host: string, object: string, backends: readonly string[] = []): Check =>
  ({ expectation: { host, object, backends }, routes: [], url: `http://${host}/` }) as unknown as Check;

const namesOf = (batches: readonly (readonly Check[])[]) =>
  batches.map((batch) => batch.map(({ expectation }) => expectation.host));

describe('checks go together', () => {
  test.each([
    ['of hosts of their own', [check('a', 'x'), check('b', 'y')], [['a', 'b']]],
    ['but not of one host', [check('a', 'x'), check('a', 'y')], [['a'], ['a']]],
    ['nor of one object', [check('a', 'x'), check('b', 'x')], [['a'], ['b']]],
    ['nor with one Service behind', [check('a', 'x', ['s']), check('b', 'y', ['t', 's'])], [['a'], ['b']]],
    ['where nobody promises them', [check('a', ''), check('b', '')], [['a', 'b']]],
  ])('%s', (_, checks, batches) => {
    expect(namesOf(independentBatches(checks))).toEqual(batches);
  });

  test('in their order, none twice and none left out, never more than sixteen', () => {
    const some = fc.array(
      fc.tuple(fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz'), fc.constantFrom('', 'x', 'y', 'z')),
      { maxLength: 80 },
    );
    fc.assert(
      fc.property(some, (pairs) => {
        const checks = pairs.map(([host, object]) => check(host, object));
        const batches = independentBatches(checks);
        expect(batches.flat()).toEqual(checks);
        expect(Math.max(0, ...batches.map(({ length }) => length))).toBeLessThanOrEqual(16);
        for (const batch of batches)
          expect(new Set(batch.map((each) => each.expectation.host)).size).toBe(batch.length);
      }),
    );
  });
});
