import { describe, expect, it } from 'vitest';
import type { Json } from './object.ts';
import type { Schema } from './schema.ts';
import { hasCelRules, loadCelRuleChecker } from './schema-cel.ts';
import { printFaults } from './schema-validate.ts';

describe('CEL rules', () => {
  const rule = (text: string, rest: object = {}) => ({ 'x-kubernetes-validations': [{ rule: text, ...rest }] });
  const object = (rules: Schema): Schema => ({
    type: 'object',
    properties: {
      spec: { type: 'object', properties: { n: { type: 'integer' }, path: { type: 'string' } }, ...rules },
    },
  });

  it.each<[string, Schema, Json, Json | undefined, string]>([
    [
      'of an object',
      object(rule('self.n > 2', { message: 'n is small' })),
      { spec: { n: 1 } },
      undefined,
      'spec: Invalid value: n is small',
    ],
    [
      'without message',
      object(rule('self.n > 2')),
      { spec: { n: 1 } },
      undefined,
      'spec: Invalid value: failed rule: self.n > 2',
    ],
    [
      'with a computed message',
      object(rule('self.n > 2', { messageExpression: '"n is " + string(self.n)' })),
      { spec: { n: 1 } },
      undefined,
      'spec: Invalid value: n is 1',
    ],
    [
      'about a change',
      object(rule('self.n == oldSelf.n', { message: 'Value is immutable' })),
      { spec: { n: 2 } },
      { spec: { n: 1 } },
      'spec: Invalid value: Value is immutable',
    ],
    ['about a change, on create', object(rule('self.n == oldSelf.n')), { spec: { n: 2 } }, undefined, '[]'],
    [
      'with reason and field',
      object(rule('false', { reason: 'FieldValueForbidden', fieldPath: '.n', message: 'no' })),
      { spec: {} },
      undefined,
      'spec.n: Forbidden: no',
    ],
    [
      'that hold',
      object(rule('!has(self.path) || self.path.startsWith("/")')),
      { spec: { path: '/x' } },
      undefined,
      '[]',
    ],
    [
      'of a text',
      {
        type: 'object',
        properties: { d: { type: 'string', ...rule('duration(self).getSeconds() >= 1', { message: 'short' }) } },
      },
      { d: '10ms' },
      undefined,
      'd: Invalid value: "10ms": short',
    ],
  ])('%s', async (_, schema, value, old, expected) => {
    expect(hasCelRules(schema)).toBe(true);
    expect(printFaults((await loadCelRuleChecker()).check(value, schema, old))).toBe(expected);
  });
});

describe('a rule that calls what the engine lacks', () => {
  it.each([
    "self.replace('a', 'b') == 'b'",
    'isQuantity(self)',
    'quantity(self).isGreaterThan(quantity("1"))',
    'isIP(self)',
    'cidr(self).containsIP("10.0.0.1")',
    'semver(self).major() == 1',
    'format.dns1123Label().validate(self).hasValue()',
  ])('%s refuses nothing, for what it says is not known', async (rule) => {
    const schema: Schema = { type: 'string', 'x-kubernetes-validations': [{ rule }] };
    expect((await loadCelRuleChecker()).check('a', schema)).toEqual([]);
  });
});
