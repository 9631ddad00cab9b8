import fc from 'fast-check';
import { expect, it } from 'vitest';
import { indexLabels } from './label-index.ts';

const labels = fc.dictionary(fc.constantFrom('app', 'role', '__proto__'), fc.constantFrom('a', 'b'), { maxKeys: 3 });
const object = fc.record({ namespace: fc.constantFrom('one', 'two'), labels });

it('finds those of a namespace that have all labels, in their order, as who looks at each', () => {
  fc.assert(
    fc.property(fc.array(object), labels, (objects, wanted) => {
      const pairs = Object.entries(wanted);
      const each = objects.filter(
        (one) => one.namespace === 'one' && pairs.every(([name, value]) => one.labels[name] === value),
      );
      expect(indexLabels(objects, (one) => one).picked('one', wanted)).toEqual(pairs.length === 0 ? [] : each);
    }),
  );
});
