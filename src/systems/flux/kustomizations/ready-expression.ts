import { loadCel, perCallLimit } from '../../../kube/cel.ts';
import type { UnknownObject } from '../../../kube/object.ts';

/**
 * Whether a dependency is ready by its CEL expression over `self` and `dep` (kustomize-controller evalReadyExpr). An expression
 * that cannot be read or does not give a boolean counts as not ready, and so does one that would hold everything up.
 */
export async function evaluateReadiness(expression: string, self: UnknownObject, dep: UnknownObject): Promise<boolean> {
  const program = (await loadCel()).compile(expression);
  if (typeof program !== 'function') return false;
  const result = program({ self: asCel(self), dep: asCel(dep) }, perCallLimit);
  return 'value' in result && result.value === true;
}

/** Whole numbers are integers in CEL. */
function asCel(value: unknown): unknown {
  if (typeof value === 'number' && Number.isInteger(value)) return BigInt(value);
  if (Array.isArray(value)) return value.map(asCel);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, asCel(inner)]));
}
