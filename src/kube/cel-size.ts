/** Sizes and costs of an estimate: the saturating uint64 arithmetic of google/cel-go checker/cost.go. Of costs only the most is kept. */
export interface Size {
  readonly min: bigint;
  readonly max: bigint;
}

export const mostCost = 2n ** 64n - 1n;
const twoTo64 = 2 ** 64;

export const unknownSize: Size = { min: 0n, max: mostCost };
export const zeroSize: Size = { min: 0n, max: 0n };

export const fixedSize = (size: number | bigint): Size => ({ min: BigInt(size), max: BigInt(size) });

const capped = (value: bigint): bigint => (value > mostCost ? mostCost : value);

export const addCosts = (...costs: readonly bigint[]): bigint => costs.reduce((sum, cost) => capped(sum + cost), 0n);

export const multiplyCosts = (one: bigint, other: bigint): bigint => capped(one * other);

/** Rounded up. */
export function scaleCost(cost: bigint, factor: number): bigint {
  const value = Number(cost);
  if (value > 0 && factor > 0 && value > twoTo64 / factor) return mostCost;
  const scaled = Math.ceil(value * factor);
  return scaled >= twoTo64 ? mostCost : BigInt(scaled);
}

export const addSizes = (one: Size, other: Size): Size => ({
  min: addCosts(one.min, other.min),
  max: addCosts(one.max, other.max),
});

export const multiplySizes = (one: Size, other: Size): Size => ({
  min: multiplyCosts(one.min, other.min),
  max: multiplyCosts(one.max, other.max),
});

export const uniteSizes = (one: Size, other: Size): Size => ({
  min: one.min < other.min ? one.min : other.min,
  max: one.max > other.max ? one.max : other.max,
});

/** How many times the divisor goes into it, rounded up; a float too large for uint64 becomes what Go makes of it on amd64. */
export function divideUp(value: bigint, divisor: bigint): bigint {
  const quotient = Math.ceil(Number(value) / Number(divisor));
  return quotient >= twoTo64 ? 2n ** 63n : BigInt(quotient);
}
