import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type AddressRange, includes, parseAddress, parseRange } from './address.ts';
import {
  addressSet,
  cidrsOf,
  complement,
  difference,
  everyAddress,
  intersection,
  isIn,
  isSameSet,
  isWithin,
  parseAddressSet,
  printAddressSet,
  splitByRanges,
  union,
} from './address-set.ts';

const at = (text: string) => parseAddress(text) ?? expect.fail(text);
const print = (...texts: string[]) => printAddressSet(parseAddressSet(texts));

describe('a set of addresses', () => {
  test.each([
    [['192.168.0.0/17', '192.168.128.0/17'], ['192.168.0.0/16']],
    [['10.0.0.9', '10.0.0.7-10.0.0.8'], ['10.0.0.7-10.0.0.9']],
    [['10.0.0.6', '10.0.0.7'], ['10.0.0.6/31']],
    [
      ['fd00::/8', '10.0.0.1'],
      ['10.0.0.1', 'fd00::/8'],
    ],
    [
      ['0.0.0.0/0', '::/0'],
      ['0.0.0.0/0', '::/0'],
    ],
    [['10.0.0.0-10.0.0.11'], ['10.0.0.0-10.0.0.11']],
    [['10.0.0.3-10.0.0.13'], ['10.0.0.3-10.0.0.13']],
    [['nobody'], []],
  ])('%j is %j', (texts, printed) => {
    expect(print(...texts)).toEqual(printed);
  });

  test('has a complement over both families', () => {
    expect(printAddressSet(complement(parseAddressSet(['128.0.0.0/1'])))).toEqual(['0.0.0.0/1', '::/0']);
    expect(complement(everyAddress())).toEqual([]);
  });

  test('is written as the fewest CIDRs', () => {
    const [run] = parseAddressSet(['10.0.0.1-10.0.0.8']);
    expect(run && cidrsOf(run)).toEqual(['10.0.0.1', '10.0.0.2/31', '10.0.0.4/30', '10.0.0.8']);
  });
});

/** Ranges near each other, so that they touch and overlap; and both ends of a family. */
const someRange = fc
  .tuple(fc.constantFrom(4 as const, 6 as const), fc.nat(40), fc.nat(12), fc.boolean())
  .map(([family, start, length, high]): AddressRange => {
    const end = (1n << (family === 4 ? 32n : 128n)) - 1n;
    const first = high ? end - BigInt(start) : BigInt(start);
    const last = first + BigInt(length);
    return { family, first, last: last > end ? end : last };
  });
const someRanges = fc.array(someRange, { maxLength: 8 });

/** Every address at which anything changes. */
const edges = (ranges: readonly AddressRange[]) =>
  ranges.flatMap(({ family, first, last }) => {
    const end = (1n << (family === 4 ? 32n : 128n)) - 1n;
    return [first - 1n, first, last, last + 1n]
      .filter((value) => value >= 0n && value <= end)
      .map((value) => ({ family, value }));
  });

describe('the operations on sets', () => {
  test('agree with the membership of each address', () => {
    fc.assert(
      fc.property(someRanges, someRanges, (left, right) => {
        const [a, b] = [addressSet(left), addressSet(right)];
        for (const address of edges([...left, ...right])) {
          const inA = left.some((range) => includes(range, address));
          const inB = right.some((range) => includes(range, address));
          expect(isIn(a, address)).toBe(inA);
          expect(isIn(union(a, b), address)).toBe(inA || inB);
          expect(isIn(intersection(a, b), address)).toBe(inA && inB);
          expect(isIn(difference(a, b), address)).toBe(inA && !inB);
          expect(isIn(complement(a), address)).toBe(!inA);
        }
        expect(isWithin(intersection(a, b), a)).toBe(true);
        expect(isSameSet(union(difference(a, b), intersection(a, b)), a)).toBe(true);
        expect(isSameSet(addressSet(printAddressSet(a).flatMap((text) => parseRange(text) ?? [])), a)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });
});

describe('classes of addresses', () => {
  test('are disjoint, hold every address, and none of the ranges tells two of a class apart', () => {
    fc.assert(
      fc.property(someRanges, fc.constantFrom(4 as const, 6 as const), (ranges, family) => {
        const classes = splitByRanges(ranges, family);
        expect(isSameSet(union(...classes.map(({ addresses }) => addresses)), everyAddress(family))).toBe(true);
        for (const address of edges(ranges).filter((each) => each.family === family)) {
          const own = classes.filter(({ addresses }) => isIn(addresses, address));
          expect(own).toHaveLength(1);
          for (const range of ranges)
            expect(includes(range, own[0]?.sample ?? at('::'))).toBe(includes(range, address));
        }
      }),
      { numRuns: 50 },
    );
  });

  test('of no conditions are one', () => {
    expect(splitByRanges([], 4).map(({ addresses }) => printAddressSet(addresses))).toEqual([['0.0.0.0/0']]);
  });
});
