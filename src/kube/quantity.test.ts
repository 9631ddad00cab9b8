import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addQuantities, compareQuantities, milliValue, parseQuantity, printQuantity, wholeValue } from './quantity.ts';

const read = (text: string | number) => {
  const quantity = parseQuantity(text);
  if ('error' in quantity) throw new Error(quantity.error);
  return quantity;
};

const canonical = (text: string) => {
  const quantity = parseQuantity(text);
  return 'error' in quantity ? quantity.error : printQuantity(quantity);
};

// Right column: what apimachinery v0.36.3 resource.ParseQuantity answers.
describe('a quantity is canonical as upstream has it', () => {
  it.each([
    ['0.5', '500m'],
    ['1000m', '1'],
    ['1024Mi', '1Gi'],
    ['1.5Gi', '1536Mi'],
    ['1e3', '1e3'],
    ['12e6', '12e6'],
    ['1.5', '1500m'],
    ['100k', '100k'],
    ['0.1Ki', '102400m'],
    ['0.0001Ki', '102400u'],
    ['1023Ki', '1023Ki'],
    ['500Mi', '500Mi'],
    ['-5', '-5'],
    ['.5', '500m'],
    ['.', '0'],
    ['Mi', '0'],
    ['', "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"],
    ['5x', "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"],
    ['5 Mi', "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"],
    ['1n', '1n'],
    ['0.1n', '1n'],
    ['1e-12', '1e-9'],
    ['9223372036854775807', '9223372036854775807'],
    ['9223372036854775808', '9223372036854775808'],
    ['10Ei', '9223372036854775807'],
    ['1.7Mi', '1782579200m'],
    ['0.5Mi', '512Ki'],
    ['2.5Ki', '2560'],
    ['1e', "unable to parse quantity's suffix"],
    ['0Mi', '0'],
    ['00', '0'],
    ['1mm', "unable to parse quantity's suffix"],
    ['123456789m', '123456789m'],
    ['100E', '100E'],
    ['1024', '1024'],
    ['8Ki', '8Ki'],
    ['1048576Ki', '1Gi'],
  ])('%j', (text, expected) => {
    expect(canonical(text)).toBe(expected);
  });
});

it('quantities compare and add up across units', () => {
  expect(compareQuantities(read('1Gi'), read('1G'))).toBe(1);
  expect(compareQuantities(read('1000m'), read(1))).toBe(0);
  expect(printQuantity(addQuantities(read('512Mi'), read('512Mi')))).toBe('1Gi');
  expect([milliValue(read('0.5')), milliValue(read('1u')), wholeValue(read('1500m')), wholeValue(read('1Ki'))]).toEqual(
    [500, 1, 2, 1024],
  );
});

it('a canonical quantity reads as itself', () => {
  const suffix = fc.constantFrom('', 'm', 'k', 'M', 'Ki', 'Mi', 'Gi', 'e3');
  fc.assert(
    fc.property(fc.integer({ min: -100_000, max: 100_000 }), suffix, (value, unit) => {
      const printed = canonical(`${value}${unit}`);
      expect(canonical(printed)).toBe(printed);
      expect(read(printed).nanos).toBe(read(`${value}${unit}`).nanos);
    }),
  );
});
