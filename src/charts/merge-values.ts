import { setField } from '../kube/copy.ts';
import { isJsonObject } from '../kube/json.ts';
import type { Json } from '../kube/object.ts';
import type { Values } from './contract.ts';

/** Values over others: maps merge into new maps, anything else is taken from the second (fluxcd/pkg chartutil/merge.go MergeMaps). */
export function mergeValues(a: Values, b: Values): Values {
  const merged: { [key: string]: Json } = { ...a };
  for (const [key, value] of Object.entries(b)) {
    const old = Object.hasOwn(merged, key) ? merged[key] : undefined;
    const both = isJsonObject(value) && isJsonObject(old);
    setField(merged, key, both ? mergeValues(old as Values, value as Values) : value);
  }
  return merged;
}
