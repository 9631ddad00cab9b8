import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseFieldSelector } from './field-selector.ts';
import { compileSelector, matchesLabels, matchesSelector, printSelector } from './selector.ts';
import { parseSelector } from './selector-parse.ts';

const read = (text: string) => {
  const selector = parseSelector(text);
  return 'error' in selector ? selector.error : printSelector(selector);
};

// Right column: what apimachinery v0.36.3 labels.Parse answers.
describe('a label selector is read as upstream reads it', () => {
  it.each([
    ['a=b,c in (d,e),!f', 'a=b,c in (d,e),!f'],
    ['x in (foo,,baz),y,z notin ()', 'x in (,baz,foo),y,z notin ()'],
    ['a', 'a'],
    ['a==', 'a=='],
    ['a!=b', 'a!=b'],
    ['a in b', "unable to parse requirement: found 'b' expected: '('"],
    ['a>1', 'a>1'],
    [
      'a>x',
      "unable to parse requirement: values[0]: Invalid value: \"x\": for 'Gt', 'Lt' operators, the value must be an integer",
    ],
    ['a<1,', "found '', expected: identifier after ','"],
    [',a', "found ',', expected: !, identifier, or 'end of string'"],
    ['a b', "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt"],
    ['a=b c', "found 'c', expected: ',' or 'end of string'"],
    ['!a=b', "found '=', expected: ',' or 'end of string'"],
    ['a b!', "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt"],
    ['!', "unable to parse requirement: found '', expected: identifier"],
    ['a!', "unable to parse requirement: found '!', expected: in, notin, =, ==, !=, gt, lt"],
    [
      'a/b/c=d',
      "unable to parse requirement: <nil>: Invalid value: \"a/b/c\": a valid label key must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]') with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')",
    ],
    ['/b=d', 'unable to parse requirement: <nil>: Invalid value: "/b": prefix part must be non-empty'],
    ['a=b!', "found '!', expected: ',' or 'end of string'"],
    [
      'a=-x-',
      "unable to parse requirement: values[0][a]: Invalid value: \"-x-\": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')",
    ],
    ['a in (b', "unable to parse requirement: found '', expected: ',' or ')'"],
    ['a in (b,', "unable to parse requirement: found '', expected: ',', or identifier"],
    ['a in (b c)', "unable to parse requirement: found 'c', expected: ',' or ')'"],
    ['a in (=)', "unable to parse requirement: found '=', expected: ',', ')' or identifier"],
    ['in in (in)', 'in in (in)'],
    ['notin', 'notin'],
    ['a=in', 'a=in'],
    ['a===', "unable to parse requirement: found '=', expected: identifier"],
    ['', ''],
    ['  ', ''],
    ['a=b,,c=d', "found ',', expected: identifier after ','"],
    [
      '-a=b',
      "unable to parse requirement: <nil>: Invalid value: \"-a\": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')",
    ],
    ['a in (,b)', 'a in (,b)'],
    ['a in (b,,)', 'a in (,b)'],
    ['a !in (b)', "unable to parse requirement: found '!', expected: in, notin, =, ==, !=, gt, lt"],
    ['a=>b', "unable to parse requirement: found '>', expected: identifier"],
    ['b,a', 'a,b'],
  ])('%j', (text, expected) => {
    expect(read(text)).toBe(expected);
  });
});

const readFields = (text: string) => {
  const selector = parseFieldSelector(text);
  if ('error' in selector) return selector.error;
  const escaped = (value: string) => value.replace(/[\\,=]/g, '\\$&');
  return selector.requirements.map((each) => `${each.field}${each.equal ? '=' : '!='}${escaped(each.value)}`).join(',');
};

describe('a field selector is read as upstream reads it', () => {
  it.each([
    ['metadata.name=x,status.phase!=Running', 'metadata.name=x,status.phase!=Running'],
    ['a==b', 'a=b'],
    ['a', "invalid selector: 'a'; can't understand 'a'"],
    ['a=b=c', 'invalid field selector: unescaped character in value: 61'],
    ['a=b\\,c,d=e\\=f', 'a=b\\,c,d=e\\=f'],
    ['a=b\\x', 'invalid field selector: invalid escape sequence: \\x'],
    ['a=b\\', 'invalid field selector: invalid escape sequence: \\'],
    [',a=b,', 'a=b'],
    ['=x', '=x'],
    ['!a=x', '!a=x'],
  ])('%j', (text, expected) => {
    expect(readFields(text)).toBe(expected);
  });

  it('matches by the fields it is given', () => {
    const selector = parseFieldSelector('status.phase=Running,metadata.name!=x');
    if ('error' in selector) throw new Error(selector.error);
    expect(selector.matches((field) => (field === 'status.phase' ? 'Running' : 'y'))).toBe(true);
    expect(selector.matches((field) => (field === 'status.phase' ? 'Running' : 'x'))).toBe(false);
  });
});

describe('labels match', () => {
  const labels = { app: 'web', tier: 'front', size: '5' };

  it.each([
    ['app=web', true],
    ['app==web,tier!=back', true],
    ['app in (web,api)', true],
    ['app notin (web)', false],
    ['other notin (web)', true],
    ['other!=x', true],
    ['tier', true],
    ['!tier', false],
    ['!other', true],
    ['size>4', true],
    ['size<5', false],
    ['app>1', false],
    ['toString', false],
    ['', true],
  ])('%s: %s', (text, expected) => {
    const selector = parseSelector(text);
    expect('error' in selector ? selector.error : selector.matches(labels)).toBe(expected);
  });

  it('a LabelSelector in all its parts, and nothing when there is none', () => {
    expect(matchesSelector({ matchLabels: { app: 'web' } }, labels)).toBe(true);
    expect(matchesSelector({ matchLabels: { app: 'web', x: 'y' } }, labels)).toBe(false);
    expect(matchesSelector({ matchExpressions: [{ key: 'tier', operator: 'In', values: ['front'] }] }, labels)).toBe(
      true,
    );
    expect(matchesSelector({ matchExpressions: [{ key: 'tier', operator: 'DoesNotExist' }] }, labels)).toBe(false);
    expect(matchesSelector({}, undefined)).toBe(true);
    expect(matchesSelector(undefined, labels)).toBe(false);
  });

  it('the plain map of a Service, which selects nothing when empty', () => {
    expect(matchesLabels({ app: 'web' }, labels)).toBe(true);
    expect(matchesLabels({ app: 'api' }, labels)).toBe(false);
    expect(matchesLabels({}, labels)).toBe(false);
    expect(matchesLabels(undefined, labels)).toBe(false);
  });
});

it('an unknown operator is a fault in words of upstream', () => {
  expect(compileSelector({ matchExpressions: [{ key: 'a', operator: 'Is' }] })).toEqual({
    error: '"Is" is not a valid label selector operator',
  });
  expect(compileSelector({ matchExpressions: [{ key: 'a', operator: 'In', values: [] }] })).toEqual({
    error: "values: Invalid value: []: for 'in', 'notin' operators, values set can't be empty",
  });
});

it('any text is read or refused, and what was read reads the same again', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'ab/!=,()<> in-') }), (text) => {
      const selector = parseSelector(text);
      if ('error' in selector) return;
      expect(read(printSelector(selector))).toBe(printSelector(selector));
    }),
  );
});

it('a long run of symbols is read in linear time', () => {
  expect(parseSelector('('.repeat(1_000_000))).toEqual({
    error: "found '(', expected: !, identifier, or 'end of string'",
  });
});
