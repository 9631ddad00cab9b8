import { describe, expect, it } from 'vitest';
import type { UnknownObject } from '../../../kube/object.ts';
import { evaluateReadiness } from './ready-expression.ts';

const object = (status: object): UnknownObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'x' },
  status,
});
const list = Array.from({ length: 2000 }, (_, i) => i);

describe('the expression for a ready dependency', () => {
  it.each([
    ['dep.status.ready', true],
    ['dep.status.list.exists(x, x == 1999)', true],
    ['dep.status.text.matches("^a+!$")', true],
    ['dep.status.text.matches("^(a+)+$")', false],
    ['dep.status.list.all(x, dep.status.list.all(y, dep.status.list.all(z, true)))', false],
    ['dep.status.list.all(x, dep.status.list.all(y, dep.status.list.all(z, true))) || true', false],
    ['dep.status', false],
    ['dep.status.', false],
  ])('%s is %s, at a cost that is bounded', async (expression, ready) => {
    const dep = object({ ready: true, list, text: `${'a'.repeat(40_000)}!` });
    expect(await evaluateReadiness(expression, object({}), dep)).toBe(ready);
  });
});
