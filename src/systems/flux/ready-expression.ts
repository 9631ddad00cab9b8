import type { UnknownObject } from '../../kube/object.ts';

/**
 * Whether a dependency is ready by its CEL expression over `self` and `dep` (kustomize-controller evalReadyExpr). An expression
 * that cannot be read or does not give a boolean counts as not ready.
 */
export async function evaluateReadiness(expression: string, self: UnknownObject, dep: UnknownObject): Promise<boolean> {
  const { evaluate } = await import('@marcbachmann/cel-js');
  try {
    return evaluate(expression, { self: asCel(self), dep: asCel(dep) }) === true;
  } catch {
    return false;
  }
}

/** Whole numbers are integers in CEL. */
function asCel(value: unknown): unknown {
  if (typeof value === 'number' && Number.isInteger(value)) return BigInt(value);
  if (Array.isArray(value)) return value.map(asCel);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, asCel(inner)]));
}
