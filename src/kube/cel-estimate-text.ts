import { copyPath } from './cel-path.ts';
import {
  addCosts,
  addSizes,
  divideUp,
  multiplyCosts,
  multiplySizes,
  type Size,
  scaleCost,
  unknownSize,
  zeroSize,
} from './cel-size.ts';
import type { Operand, Sizes } from './cel-sizing.ts';

/** What a call costs at most, and how large its result is. */
export interface CallEstimate {
  readonly cost: bigint;
  readonly size?: Size | undefined;
}

/** A call that is estimated: its function, kinds of its parameters, operands. */
export interface Call {
  readonly name: string;
  readonly params: readonly string[];
  readonly target: Operand | undefined;
  readonly args: readonly Operand[];
}

/** google/cel-go common/cost.go */
export const traversal = 0.1;
export const perPatternLetter = 0.25;

/** A text that is matched counts one letter more. */
export const matchingCost = (text: Size, pattern: Size): bigint =>
  multiplyCosts(scaleCost(addCosts(text.max, 1n), traversal), scaleCost(pattern.max, perPatternLetter));

/** Size and kind of the items of a list. */
function itemsOf({ type, path }: Operand, sizes: Sizes): { readonly kind: string; readonly size: Size } | undefined {
  const [item] = type.of;
  if (!item) return undefined;
  const size = path.length > 0 ? sizes.declared(copyPath(path, '@items')) : undefined;
  return { kind: item.kind, size: size ?? unknownSize };
}

export function comparing(target: Operand, sizes: Sizes): CallEstimate {
  const items = itemsOf(target, sizes);
  const { max } = sizes.sizeOf(target);
  if (!items) return { cost: scaleCost(max, traversal) };
  const isText = items.kind === 'string' || items.kind === 'bytes';
  return { cost: multiplyCosts(max, addCosts(1n, isText ? scaleCost(items.size.max, traversal) : 0n)) };
}

export function replacing(text: Size, [from = unknownSize, to = unknownSize]: readonly Size[]): CallEstimate {
  const [most, least] = [longestReplaced(text, from, to), shortestReplaced(text, from, to)];
  const count = { min: least.count, max: most.count };
  const size = addSizes(multiplySizes(count, to), { min: least.kept, max: most.kept });
  return { cost: scaleCost(text.max, 0.2), size };
}

interface Replaced {
  readonly count: bigint;
  readonly kept: bigint;
}

/** What is empty stands around every letter. */
function longestReplaced(text: Size, from: Size, to: Size): Replaced {
  if (from.min === 0n) return { count: addCosts(text.max, 1n), kept: text.max };
  if (to.max <= from.min) return { count: 0n, kept: text.max };
  return { count: divideUp(text.max, from.min), kept: 0n };
}

function shortestReplaced(text: Size, from: Size, to: Size): Replaced {
  if (from.max === 0n) return { count: addCosts(text.min, 1n), kept: text.min };
  if (from.max <= to.min) return { count: 0n, kept: text.min };
  return { count: divideUp(text.min, from.max), kept: 0n };
}

export function splitAtMost({ max }: Size, [, limit]: readonly Operand[]): bigint {
  if (limit?.expr.kind !== 'literal' || limit.expr.type !== 'int') return max;
  return BigInt.asUintN(64, limit.expr.value ?? 0n);
}

export function joining(target: Operand, separator: Size | undefined, sizes: Sizes): CallEstimate {
  const list = sizes.sizeOf(target);
  const items = itemsOf(target, sizes);
  const texts = items ? multiplySizes(list, items.size) : zeroSize;
  const between = { min: list.min > 0n ? list.min - 1n : 0n, max: list.max > 0n ? list.max - 1n : 0n };
  const size = separator ? addSizes(texts, multiplySizes(separator, between)) : texts;
  return { cost: scaleCost(size.max, traversal), size };
}
