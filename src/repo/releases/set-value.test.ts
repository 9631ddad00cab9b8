import { describe, expect, test } from 'vitest';
import type { Json } from '../../kube/object.ts';
import { setValue } from './set-value.ts';

function set(path: string, values: { [key: string]: Json } = {}) {
  const problem = setValue(values, path, 'x', { literal: false, typed: true });
  return { values, problem };
}

describe('a value set at a path', () => {
  test.each([
    ['a.b', {}, { a: { b: 'x' } }],
    ['a[2]', {}, { a: [null, null, 'x'] }],
    ['a[0].b', { a: ['gone'] }, { a: [{ b: 'x' }] }],
    ['a\\.b', { a: 1 }, { a: 1, 'a.b': 'x' }],
    ['a.b', { a: { c: 1 } }, { a: { c: 1, b: 'x' } }],
  ] as const)('%s of %j gives %j', (path, before, after) => {
    expect(set(path, structuredClone(before) as { [key: string]: Json })).toEqual({
      values: after,
      problem: undefined,
    });
  });

  test.each(['__proto__.polluted', 'constructor.prototype.polluted', 'a.__proto__.polluted'])(
    '%s touches these values alone',
    (path) => {
      expect(set(path).problem).toBeUndefined();
      expect(JSON.stringify(set(path).values)).toContain('"polluted":"x"');
      expect('polluted' in {}).toBe(false);
    },
  );

  test.each([
    ['a[999999999]', 'index of 999999999 is greater than maximum supported index of 65536'],
    [`${'a.'.repeat(31)}a`, 'value name nested level is greater than maximum supported nested level of 30'],
    ['a]', 'failed parsing key "a]"'],
    ['[0]', 'interface conversion: no list at step 1'],
  ])('%s is refused', (path, problem) => {
    expect(set(path)).toEqual({ values: {}, problem });
  });
});
