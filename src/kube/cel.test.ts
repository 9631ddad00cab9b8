import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type CelResult, loadCel, objectBudget, perCallLimit } from './cel.ts';
import type { Json } from './object.ts';
import type { Schema } from './schema.ts';
import { loadCelRuleChecker } from './schema-cel.ts';

interface Recorded {
  readonly expression: string;
  readonly self: Readonly<Record<string, Json>>;
  readonly value: boolean | null;
  readonly problem?: string;
  readonly cost: number;
}

/** What the API server's own environment answered, and at what cost; conformance/engines/oracles/cel-cost writes it. */
const recorded = JSON.parse(readFileSync(new URL('./fixtures/cel-cost.json', import.meta.url), 'utf8')) as {
  readonly cases: readonly Recorded[];
};

const engine = await loadCel();

function run(expression: string, variables: Readonly<Record<string, unknown>>, limit = perCallLimit): CelResult {
  const program = engine.compile(expression);
  return typeof program === 'function' ? program(variables, limit) : { error: program.error, cost: 0, work: 0 };
}

/** Whole numbers are ints. */
function asCel(value: Json): unknown {
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : value;
  if (Array.isArray(value)) return value.map(asCel);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, asCel(inner)]));
}

/** Functions this engine does not have, and lists of more types than one. */
const without =
  /isSorted|\.sum|\.max|\.min|list\.indexOf|replace|quantity|isQuantity|ip\(|cidr|semver|url\(|cel\.bind|^\[a, 2\]/;
/** Upstream counts these as cheap where it knows no types; here they are told from the values, as with a schema upstream. */
const untyped = /self\.b \+ self|self\.b < self|in self\.list$|bytes\(self|optional\.of/;

describe('what an expression costs', () => {
  const cases = recorded.cases.filter(
    ({ expression, problem }) => !without.test(expression) && !untyped.test(expression) && !problem,
  );
  it.each(cases.map((one) => [one.expression, one.cost, one] as const))(
    '%s costs %d',
    (expression, cost, { self, value }) => {
      const fields = asCel(self) as Readonly<Record<string, unknown>>;
      const result = run(expression, { ...fields, self: fields });
      if (value !== null) expect(result).toHaveProperty('value', value);
      expect(result.cost).toBe(cost);
    },
  );
});

describe('an expression that would hold everything up', () => {
  const list = Array.from({ length: 2000 }, (_, i) => BigInt(i));
  const big = 'a'.repeat(1_000_000);
  const map = Object.fromEntries(list.map((i) => [`k${i}`, i]));
  const wide = () => ({ inside: Array.from({ length: 200_000 }, () => 'x') });
  const cancelled = 'operation cancelled: actual cost limit exceeded';
  const interrupted = 'operation interrupted';

  it.each([
    ['nested loops', 'self.list.all(x, self.list.all(y, self.list.all(z, x + y + z >= 0)))', cancelled],
    ['nested lists', 'self.list.map(x, self.list.map(y, self.list.map(z, x))).size() > 0', cancelled],
    ['a swallowed limit', 'self.list.all(x, self.list.all(y, self.list.all(z, true))) || true', cancelled],
    ['an expensive pattern', 'self.list.exists(x, self.big.matches("(a+)+(b+)+$"))', cancelled],
    ['a doubled text', 'self.list.map(x, self.big + self.big).size() > 0', cancelled],
    ['a text in a text', `self.big.contains(self.big + 'b')`, cancelled],
    ['a place searched', 'self.list.exists(x, self.big.indexOf("b" + self.big.substring(500000)) > 0)', interrupted],
    ['a copied list', 'self.list.all(x, self.list.all(y, (self.list + self.list).size() > 0))', interrupted],
    ['keys of a map', 'self.list.all(x, self.list.all(y, self.map.exists(k, true)))', interrupted],
    ['deep comparing', 'self.list.all(x, [self.wide] == [self.other])', interrupted],
    ['long durations', 'duration(self.big) > duration("1s")', `Invalid duration string: ${'a'.repeat(128)}…`],
    ['long digits', 'duration(self.digits) > duration("1s")', `Invalid duration string: ${'1'.repeat(128)}…`],
  ])('is stopped: %s', (_, expression, error) => {
    const result = run(expression, {
      self: { list, big, map, digits: '1'.repeat(200_000), wide: wide(), other: wide() },
    });
    expect(result).toHaveProperty('error', error);
  });

  it('is not read when it is too long or too deep', () => {
    expect(run('1'.repeat(100_001), {})).toHaveProperty(
      'error',
      'expression code point size exceeds limit: size: 100001, limit 100000',
    );
    expect(run(`${'('.repeat(5000)}1${')'.repeat(5000)}`, {})).toHaveProperty('error');
    expect(run(`1${'+1'.repeat(20_000)}`, {})).toHaveProperty('error', 'expression recursion limit exceeded: 250');
    expect(run(`has(${'['.repeat(90_000)}`, {})).toHaveProperty('error');
  });

  it('leaves the next one its whole limit', () => {
    expect(run('self.list.all(x, self.list.all(y, self.list.all(z, true)))', { self: { list } })).toHaveProperty(
      'error',
    );
    expect(run('self.list.all(x, x >= 0)', { self: { list } })).toMatchObject({ value: true, cost: 10_003 });
  });
});

describe('patterns in expressions', () => {
  it.each([
    ['"Ab".matches("(?i)^aB\\\\z")', true],
    ['"a\\n".matches("a$")', false],
    ['"hello world".find("w[a-z]+") == "world"', true],
    ['"hello".find("[0-9]+") == ""', true],
    ['"a1b22".findAll("[0-9]+") == ["1", "22"]', true],
    ['"a1b22".findAll("[0-9]+", 1) == ["1"]', true],
    ['["a", "b"].all(x, x.matches("^\\\\pL$"))', true],
    ['dyn("aa").matches("(a)(a)")', true],
  ])('%s is %s', (expression, value) => {
    expect(run(expression, {})).toHaveProperty('value', value);
  });

  it('that are none are errors in the words of Go', () => {
    expect(run('"a".matches("(?=a)")', {})).toHaveProperty(
      'error',
      'error parsing regexp: invalid or unsupported Perl syntax: `(?=`',
    );
  });
});

describe('the rules of an object', () => {
  const numbers: Schema = { type: 'array', items: { type: 'integer' } };
  const schema = (rules: Schema['x-kubernetes-validations'] & object): Schema => ({
    type: 'object',
    properties: {
      list: numbers,
      text: { type: 'string' },
      last: { type: 'string', 'x-kubernetes-validations': [{ rule: 'false' }] },
    },
    'x-kubernetes-validations': rules,
  });
  const cubic = 'self.list.all(x, self.list.all(y, self.list.all(z, true)))';
  const check = async (value: Json, of: Schema) => (await loadCelRuleChecker()).check(value, of);

  it('end with the first that costs too much', async () => {
    const list = Array.from({ length: 500 }, (_, i) => i);
    expect(await check({ list, last: 'x' }, schema([{ rule: cubic, message: 'no' }, { rule: 'false' }]))).toEqual([
      {
        reason: 'FieldValueInvalid',
        field: '<nil>',
        message: `Invalid value: "object": 'operation cancelled: actual cost limit exceeded': no further validation rules will be run due to call cost exceeding limit for rule: no`,
      },
    ]);
  });

  it('share one budget', async () => {
    const costly = { rule: `!self.text.matches("${'b'.repeat(900)}")` };
    const rules = (count: number) => schema([...Array.from({ length: count }, () => costly), { rule: 'true' }]);
    expect(objectBudget / perCallLimit).toBe(10);
    expect(await check({ text: 'a'.repeat(40_000) }, rules(11))).toEqual([]);
    expect(await check({ text: 'a'.repeat(40_000), last: 'x' }, rules(12))).toEqual([
      {
        reason: 'FieldValueInvalid',
        field: '<nil>',
        message:
          'Invalid value: "object": validation failed due to running out of cost budget, no further validation rules will be run',
      },
    ]);
  });

  it('do not take a message that is longer than 5 KiB or has more lines than one', async () => {
    for (const messageExpression of [`'${'x'.repeat(6000)}'`, `'a\\nb'`]) {
      expect(await check({}, schema([{ rule: 'false', messageExpression, message: 'plain' }]))).toEqual([
        expect.objectContaining({ message: 'Invalid value: plain' }),
      ]);
    }
  });
});
