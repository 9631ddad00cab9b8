import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { UnknownObject } from '../../../kube/object.ts';
import { Shelf } from './shelf.ts';

const make = (name: string, n: number): UnknownObject => ({ apiVersion: 'v1', kind: 'X', metadata: { name }, n });

it('a shelf lists in order of name whatever the order of changes, and lists given out stay as they were', () => {
  const step = fc.record({
    name: fc.constantFrom(...'abcdefgh'),
    what: fc.constantFrom('set', 'set', 'remove', 'list'),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const shelf = new Shelf();
      const model = new Map<string, UnknownObject>();
      const given: (readonly [readonly UnknownObject[], readonly UnknownObject[]])[] = [];
      steps.forEach(({ name, what }, n) => {
        if (what === 'set') {
          const object = make(name, n);
          shelf.set(name, object);
          model.set(name, object);
        } else if (what === 'remove') {
          expect(shelf.remove(name)).toBe(model.get(name));
          model.delete(name);
        } else given.push([shelf.list(), [...shelf.list()]]);
      });
      const wanted = [...model].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, object]) => object);
      expect(shelf.list()).toEqual(wanted);
      expect(shelf.list()).toBe(shelf.list());
      expect(shelf.size).toBe(model.size);
      for (const [list, copy] of given) expect(list).toEqual(copy);
    }),
  );
});
