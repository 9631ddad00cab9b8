import type { Checked } from './cel-check.ts';
import type { Declared } from './cel-declare.ts';
import { estimateCall } from './cel-estimate-call.ts';
import { accumulator, type CallExpr, type Expr, type LoopExpr } from './cel-expr.ts';
import { extendPath, rootPath } from './cel-path.ts';
import {
  addCosts,
  fixedSize,
  mostCost,
  multiplyCosts,
  type Size,
  uniteSizes,
  unknownSize,
  zeroSize,
} from './cel-size.ts';
import { Sizes } from './cel-sizing.ts';

/** Costs of an expression at most, from the parts up: google/cel-go checker/cost.go. */
export class Coster {
  readonly #checked: Checked;
  readonly #sizes: Sizes;

  constructor(checked: Checked, root: Declared) {
    this.#checked = checked;
    this.#sizes = new Sizes(checked, root);
  }

  cost(expr: Expr): bigint {
    switch (expr.kind) {
      case 'literal':
        return 0n;
      case 'ident':
        this.#sizes.setPath(expr, this.#sizes.local(expr.name)?.path ?? rootPath(expr.name));
        return 1n;
      case 'select':
        return this.#select(expr, expr.operand);
      case 'list':
        return this.#list(expr, expr.items);
      case 'map':
        return this.#map(expr, expr.entries);
      case 'loop':
        return this.#loop(expr);
      default:
        return this.#call(expr);
    }
  }

  #select(expr: Extract<Expr, { kind: 'select' }>, operand: Expr): bigint {
    const before = this.cost(operand);
    // has() is free.
    if (expr.isTest) return before;
    this.#sizes.setPath(expr, extendPath(this.#sizes.pathOf(operand), expr.field));
    const { kind } = this.#sizes.typeOf(operand);
    return addCosts(before, kind === 'map' || kind === 'object' ? 1n : 0n);
  }

  #unite(parts: readonly Expr[]): Size {
    const none = parts.length === 0 ? zeroSize : { min: mostCost, max: 0n };
    return parts.reduce((size, part) => uniteSizes(size, this.#sizes.find(part) ?? unknownSize), none);
  }

  #list(expr: Expr, items: readonly Expr[]): bigint {
    const costs = items.map((item) => this.cost(item));
    this.#sizes.setEntry(expr, { container: 'list', key: fixedSize(1), value: this.#unite(items) });
    return addCosts(...costs, 10n);
  }

  #map(expr: Expr, entries: readonly (readonly [Expr, Expr])[]): bigint {
    const costs = entries.flat().map((part) => this.cost(part));
    const [keys, values] = [0, 1].map((index) => this.#unite(entries.map((entry) => entry[index as 0 | 1])));
    this.#sizes.setEntry(expr, { container: 'map', key: keys ?? zeroSize, value: values ?? zeroSize });
    return addCosts(...costs, 30n);
  }

  #loop(loop: LoopExpr): bigint {
    const sizes = this.#sizes;
    const before = [this.cost(loop.range), this.cost(loop.init)];
    const { init } = loop;
    sizes.push(accumulator, { path: sizes.pathOf(init), size: sizes.find(init), entry: sizes.findEntry(init) });
    this.#pushItem(loop);
    const round = [this.cost(loop.condition), this.cost(loop.step)];
    sizes.pop(loop.variable);
    const after = this.cost(loop.result);
    sizes.pop(accumulator);
    const count = sizes.find(loop.range) ?? unknownSize;
    if (init.kind === 'literal') sizes.setSize(loop, sizes.find(init));
    else {
      sizes.setSize(loop, count);
      sizes.setEntry(loop, sizes.findEntry(loop.step));
    }
    return addCosts(...before, after, multiplyCosts(count.max, addCosts(...round)));
  }

  #pushItem({ range, variable }: LoopExpr): void {
    const entry = this.#sizes.findEntry(range);
    const isList = (entry?.container ?? this.#sizes.typeOf(range).kind) === 'list';
    const path = extendPath(this.#sizes.pathOf(range), isList ? '@items' : '@keys');
    this.#sizes.push(variable, { path, size: isList ? entry?.value : entry?.key, entry: undefined });
  }

  #call(expr: CallExpr): bigint {
    const sizes = this.#sizes;
    const [first] = expr.args;
    if (expr.name === 'dyn' && first) {
      const cost = addCosts(this.cost(first), 1n);
      sizes.setSize(expr, sizes.find(first));
      sizes.setEntry(expr, sizes.findEntry(first));
      return cost;
    }
    const costs: bigint[] = [];
    const args = expr.args.map((arg) => {
      costs.push(this.cost(arg));
      return sizes.operand(arg);
    });
    const before = expr.target ? this.cost(expr.target) : 0n;
    const target = expr.target && sizes.operand(expr.target);
    let most = 0n;
    let size: Size | undefined;
    for (const { params } of this.#checked.overloads.get(expr) ?? []) {
      const kinds = params.map(({ kind }) => kind);
      const estimate = estimateCall(expr, { name: expr.name, params: kinds, target, args }, costs, sizes);
      if (estimate.cost > most) most = estimate.cost;
      if (estimate.size) size = size ? uniteSizes(size, estimate.size) : estimate.size;
      if (expr.name === '_[_]' && first && kinds[0] !== 'optional') size = this.#index(expr, first, kinds[0]);
      size ??= sizes.find(expr);
    }
    sizes.setSize(expr, size);
    return addCosts(before, most);
  }

  #index(expr: Expr, container: Expr, kind: string | undefined): Size | undefined {
    this.#sizes.setPath(expr, extendPath(this.#sizes.pathOf(container), kind === 'list' ? '@items' : '@values'));
    return this.#sizes.findEntry(container)?.value;
  }
}
