import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { orderSteps } from './order-steps.ts';

const step = (id: string, needs: readonly string[] = [], gives: readonly string[] = [id]) => ({ id, needs, gives });
const ids = (steps: readonly ReturnType<typeof step>[]) => orderSteps(steps).map(({ id }) => id);

describe('steps', () => {
  test('come when what they need is given, and otherwise as they are listed', () => {
    expect(ids([step('gate', ['pool']), step('dhcp'), step('pool', ['dhcp']), step('app')])).toEqual([
      'dhcp',
      'pool',
      'gate',
      'app',
    ]);
  });

  test('need nothing of what nobody gives', () => {
    expect(ids([step('app', ['storage'])])).toEqual(['app']);
  });

  test('go on as soon as one of several that give a fact is done', () => {
    expect(
      ids([step('between', [], ['address']), step('names', ['address']), step('last', ['names'], ['address'])]),
    ).toEqual(['between', 'names', 'last']);
  });

  test('that wait for each other are refused by name', () => {
    expect(() => ids([step('a', ['b']), step('b', ['a']), step('c')])).toThrow('in a circle: a, b');
  });

  test('are all there once, whatever they need', () => {
    const all = [step('a'), step('b', ['a']), step('c', ['a', 'b']), step('d', ['x']), step('e', ['c'])];
    fc.assert(
      fc.property(fc.shuffledSubarray(all, { minLength: all.length }), (shuffled) => {
        const order = ids(shuffled);
        expect([...order].sort()).toEqual(['a', 'b', 'c', 'd', 'e']);
        expect(order.indexOf('a')).toBeLessThan(order.indexOf('b'));
        expect(order.indexOf('b')).toBeLessThan(order.indexOf('c'));
      }),
    );
  });
});
