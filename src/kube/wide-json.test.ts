import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from './object.ts';
import { narrowInteger, parseJson, printJson } from './wide-json.ts';
import { readDocuments } from './yaml-read.ts';
import { writeYaml } from './yaml-write.ts';

const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(narrowInteger);
const textLikeAMark = fc.constantFrom(
  'int64:1',
  'int64::9007199254740993',
  '"9007199254740993"',
  '\\"9007199254740993',
);
const text = fc.oneof(fc.string({ unit: 'grapheme' }), textLikeAMark);
// Between these a float is printed without a fraction, and so read back as an integer, in Go as well.
const isPrintedAsInteger = (value: number): boolean =>
  Number.isInteger(value) && !Number.isSafeInteger(value) && Math.abs(value) < 2 ** 63;
const double = fc
  .double({ noNaN: true, noDefaultInfinity: true })
  .filter((value) => !isPrintedAsInteger(value) && !Object.is(value, -0));
const { tree } = fc.letrec<{ tree: Json }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small' },
    int64,
    double,
    text,
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('tree')),
    fc.dictionary(text, tie('tree'), { noNullPrototype: true }),
  ),
}));

describe('JSON with whole numbers of 64 bits', () => {
  it('comes back as it was, on one line and indented', () => {
    fc.assert(
      fc.property(tree, fc.constantFrom(undefined, 2), (value, indent) => {
        expect(parseJson(printJson(value, indent))).toEqual(value);
      }),
    );
  });

  it('is what JSON.parse and JSON.stringify make of it where they are exact', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(double, fc.maxSafeInteger(), text, fc.dictionary(text, double))), (exact) => {
        const json = JSON.stringify(exact);
        const value = JSON.parse(json);
        expect(parseJson(json)).toEqual(value);
        expect(printJson(value)).toBe(JSON.stringify(value));
      }),
    );
  });

  it.each([
    ['9007199254740991', 9007199254740991],
    ['9007199254740992', 9007199254740992n],
    ['-9007199254740993', -9007199254740993n],
    ['9223372036854774807', 9223372036854774807n],
    ['-9223372036854775808', -9223372036854775808n],
    // Beyond int64 Go keeps a float64.
    ['9223372036854775808', 2 ** 63],
    ['18446744073709551615', 2 ** 64],
    ['9007199254740993.0', 9007199254740992],
    ['0.12345678901234567', 0.12345678901234566],
    ['1234567890123456e3', 1234567890123456000],
    ['"9007199254740993"', '9007199254740993'],
    ['"\\u0069nt64:9007199254740993"', 'int64:9007199254740993'],
    ['{"9007199254740993":9007199254740993}', { '9007199254740993': 9007199254740993n }],
    ['[1,\n9007199254740993 ,"a\\\\"]', [1, 9007199254740993n, 'a\\']],
  ])('%s is read exactly', (json, value) => {
    expect(parseJson(json)).toEqual(value);
  });

  it.each(['{"a":9007199254740993', '9007199254740993x', '[09007199254740993]'])(
    'refuses %s as JSON.parse does',
    (json) => {
      expect(() => parseJson(json)).toThrow(SyntaxError);
    },
  );

  it('prints what has no JSON as null, and passes on what cannot be printed', () => {
    expect(printJson(undefined)).toBe('null');
    expect(printJson({ a: undefined, b: 1n })).toBe('{"b":1}');
    const round: { self?: unknown } = {};
    round.self = round;
    expect(() => printJson(round)).toThrow(/circular/);
  });
});

describe('YAML with whole numbers of 64 bits', () => {
  it('comes back as it was', () => {
    fc.assert(
      fc.property(fc.array(int64), (value) => {
        expect(readDocuments(writeYaml({ value }), 'f.yaml').documents[0]?.value).toEqual({ value });
      }),
    );
  });

  it.each([
    ['9223372036854774807', 9223372036854774807n],
    ['9_223_372_036_854_774_807', 9223372036854774807n],
    ['-0x8000000000000000', -9223372036854775808n],
    ['!!int 9007199254740993', 9007199254740993n],
    ['18446744073709551615', 18446744073709551615n],
    ['18446744073709551616', 2 ** 64],
    ['9007199254740993.0', 9007199254740992],
  ])('%s is read as Go reads it', (scalar, value) => {
    expect(readDocuments(`v: ${scalar}\n`, 'f.yaml').documents[0]?.value).toEqual({ v: value });
  });
});
