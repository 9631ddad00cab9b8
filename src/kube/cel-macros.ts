import { accumulator, call, type Expr, literal, NotEstimated } from './cel-expr.ts';

const accu = (): Expr => ({ kind: 'ident', name: accumulator });
const yes = (): Expr => literal('bool');

const macros: ReadonlySet<string> = new Set(['all', 'exists', 'exists_one', 'map', 'filter']);
export const isMacro = (name: string): boolean => macros.has(name);

/** A macro written out: google/cel-go parser/macro.go */
export function readMacro(name: string, range: Expr, [item, ...rest]: readonly Expr[]): Expr {
  const [test, transform] = rest;
  if (item?.kind !== 'ident' || !test || rest.length > (name === 'map' ? 2 : 1)) {
    throw new NotEstimated(`the macro ${name} with these arguments`);
  }
  const loop = { kind: 'loop', variable: item.name, range, result: accu() } as const;
  const collected = name === 'filter' ? item : (transform ?? test);
  const collect = call('_+_', accu(), { kind: 'list', items: [collected] });
  const collecting = { ...loop, init: { kind: 'list', items: [] }, condition: yes(), collected } as const;
  switch (name) {
    case 'all':
      return { ...loop, init: yes(), condition: call('@not_strictly_false', accu()), step: call('_&&_', accu(), test) };
    case 'exists':
      return {
        ...loop,
        init: yes(),
        condition: call('@not_strictly_false', call('!_', accu())),
        step: call('_||_', accu(), test),
      };
    case 'exists_one': {
      const step = call('_?_:_', test, call('_+_', accu(), literal('int')), accu());
      return { ...loop, init: literal('int'), condition: yes(), step, result: call('_==_', accu(), literal('int')) };
    }
    default:
      return name === 'map' && !transform
        ? { ...collecting, step: collect }
        : { ...collecting, step: call('_?_:_', test, collect, accu()) };
  }
}
