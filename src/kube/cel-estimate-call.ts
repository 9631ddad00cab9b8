import { estimateLibraryCall } from './cel-estimate-library.ts';
import { type Call, type CallEstimate, matchingCost, traversal } from './cel-estimate-text.ts';
import type { Expr } from './cel-expr.ts';
import { addCosts, addSizes, multiplyCosts, type Size, scaleCost, uniteSizes, unknownSize } from './cel-size.ts';
import { type Operand, type Sizes, uniteEntries } from './cel-sizing.ts';

/** What a call costs at most, its arguments included: google/cel-go checker/cost.go functionCost, ext/sets.go. */
export function estimateCall(expr: Expr, call: Call, argCosts: readonly bigint[], sizes: Sizes): CallEstimate {
  const { name, args } = call;
  if (name === '_?_:_') return choosing(expr, args, argCosts, sizes);
  const all = addCosts(...argCosts);
  if (name === '_&&_' || name === '_||_') return { cost: all };
  const own = setsEstimate(call, sizes) ?? estimateLibraryCall(call, sizes) ?? estimateOwn(expr, call, sizes);
  return { cost: addCosts(own.cost, all), size: own.size };
}

/** Sizes of what was counted; the schema is not asked again. */
const counted = (operand: Operand | undefined): Size => operand?.size ?? unknownSize;

function setsEstimate({ name, args: [one, other] }: Call, sizes: Sizes): CallEstimate | undefined {
  if (!name.startsWith('sets.') || !one || !other) return undefined;
  const product = multiplyCosts(sizes.sizeOf(one).max, sizes.sizeOf(other).max);
  return { cost: addCosts(scaleCost(product, name === 'sets.equivalent' ? 2 : 1), 1n) };
}

function estimateOwn(expr: Expr, call: Call, sizes: Sizes): CallEstimate {
  const { name, params, target, args } = call;
  const [first, second] = args;
  switch (name) {
    case 'format':
      return { cost: scaleCost(counted(target).max, traversal) };
    case 'bytes':
    case 'string':
      return converting(params[0] ?? '', name, counted(first));
    case 'strings.quote':
      return quoting(counted(first));
    case 'startsWith':
    case 'endsWith':
      return { cost: scaleCost(counted(first).max, traversal) };
    case '@in':
      return { cost: params[1] === 'list' ? scaleCost(counted(second).max, 1) : 1n };
    case 'matches':
      // The function of two arguments is not counted by their sizes.
      return { cost: target ? matchingCost(counted(target), counted(first)) : 1n };
    case 'contains':
      return {
        cost: multiplyCosts(scaleCost(counted(target).max, traversal), scaleCost(counted(first).max, traversal)),
      };
    case '_+_':
      return adding(expr, call, sizes);
    case '_==_':
    case '_!=_':
      return comparing(args);
    case '_<_':
    case '_<=_':
    case '_>_':
    case '_>=_':
      return params[0] === 'string' || params[0] === 'bytes' ? comparing(args) : { cost: 1n };
    default:
      return { cost: 1n };
  }
}

function converting(from: string, to: string, size: Size): CallEstimate {
  const cost = scaleCost(size.max, traversal);
  if (to === 'bytes' && from === 'string')
    return { cost, size: { min: size.min, max: BigInt.asUintN(64, size.max * 4n) } };
  if (to === 'string' && from === 'bytes') return { cost, size: { min: size.min / 4n, max: size.max } };
  return { cost: 1n };
}

const quoting = ({ min, max }: Size): CallEstimate => ({
  cost: scaleCost(max, traversal),
  size: { min: BigInt.asUintN(64, min + 2n), max: BigInt.asUintN(64, max * 2n + 2n) },
});

function adding(expr: Expr, { params: [kind], args: [one, other] }: Call, sizes: Sizes): CallEstimate {
  if (!one || !other || !['string', 'bytes', 'list'].includes(kind ?? '')) return { cost: 1n };
  const size = addSizes(counted(one), counted(other));
  sizes.setEntry(expr, uniteEntries(sizes.findEntry(one.expr), sizes.findEntry(other.expr)));
  return { cost: kind === 'list' ? 1n : scaleCost(size.max, traversal), size };
}

function comparing([one, other]: readonly Operand[]): CallEstimate {
  const [left, right] = [counted(one).max, counted(other).max];
  return { cost: scaleCost(left < right ? left : right, traversal) };
}

function choosing(expr: Expr, args: readonly Operand[], costs: readonly bigint[], sizes: Sizes): CallEstimate {
  const [, yes, no] = args;
  const [test = 0n, ifTrue = 0n, ifFalse = 0n] = costs;
  if (yes && no) sizes.setEntry(expr, uniteEntries(sizes.findEntry(yes.expr), sizes.findEntry(no.expr)));
  return { cost: addCosts(test, ifTrue > ifFalse ? ifTrue : ifFalse), size: uniteSizes(counted(yes), counted(no)) };
}
