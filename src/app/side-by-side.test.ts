import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { askSideBySide } from './side-by-side.ts';
import type { Check } from './verify-checks.ts';

const check = (host: string, object: string, backends: readonly string[] = []): Check =>
  ({ expectation: { host, object, backends }, routes: [], url: `http://${host}/` }) as unknown as Check;

/** Asks, and notes who was asked beside whom; whoever is asked answers after a number of turns. */
async function play(checks: readonly Check[], turnsOf: (index: number) => number = () => 3) {
  const open = new Set<number>();
  const beside: (readonly number[])[] = [];
  let begun = 0;
  const answers = await askSideBySide(checks, async (each) => {
    const index = begun++;
    expect(each).toBe(checks[index]);
    beside.push([...open]);
    open.add(index);
    for (let turn = 0; turn < turnsOf(index); turn++) await Promise.resolve();
    open.delete(index);
    return index;
  });
  return { answers, beside };
}

describe('checks are asked side by side', () => {
  test.each([
    ['of hosts of their own', [check('a', 'x'), check('b', 'y')], [[], [0]]],
    ['but not of one host', [check('a', 'x'), check('a', 'y')], [[], []]],
    ['nor of one object', [check('a', 'x'), check('b', 'x')], [[], []]],
    ['nor with one Service behind', [check('a', 'x', ['s']), check('b', 'y', ['t', 's'])], [[], []]],
    ['where nobody promises them', [check('a', ''), check('b', '')], [[], [0]]],
  ])('%s', async (_, checks, expected) => {
    expect((await play(checks, () => 30)).beside).toEqual(expected);
  });

  test('in their order, each once, never more than sixteen and none beside one that has something in common with it', async () => {
    const some = fc.array(
      fc.tuple(
        fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz'),
        fc.constantFrom('', 'x', 'y', 'z'),
        fc.integer({ min: 0, max: 40 }),
      ),
      { maxLength: 80 },
    );
    await fc.assert(
      fc.asyncProperty(some, async (asked) => {
        const checks = asked.map(([host, object]) => check(host, object));
        const { answers, beside } = await play(checks, (index) => asked[index]![2]);
        expect(answers).toEqual(checks.map((_each, index) => index));
        for (const [index, others] of beside.entries()) {
          expect(others.length).toBeLessThan(16);
          const { host, object } = checks[index]!.expectation;
          for (const other of others.map((each) => checks[each]!.expectation)) {
            expect(other.host).not.toBe(host);
            if (object !== '') expect(other.object).not.toBe(object);
          }
        }
      }),
      { numRuns: 50 },
    );
  });

  test('what fails fails for all', async () => {
    const fail = askSideBySide([check('a', '')], () => Promise.reject(new Error('no')));
    await expect(fail).rejects.toThrow('no');
  });

  test('none is begun after the end', async () => {
    let asked = 0;
    const isOver = () => asked === 1;
    const ask = async () => ++asked;
    expect(await askSideBySide([check('a', ''), check('b', '')], ask, isOver)).toBeUndefined();
    expect(asked).toBe(1);
  });
});
