import { pathOfField } from '../../kube/field-text.ts';
import { isJsonObject } from '../../kube/json.ts';
import type { Json, UnknownObject } from '../../kube/object.ts';

/** The object without some fields, so that the rest can be looked at; an item of a list goes with its list. */
export function withoutFaulty(object: UnknownObject, fields: readonly string[]): UnknownObject {
  return fields.reduce((left, field) => {
    const path = [...pathOfField(left as Json, field)];
    while (typeof path.at(-1) === 'number') path.pop();
    return (path.length === 0 ? left : without(left as Json, path)) as UnknownObject;
  }, object);
}

function without(node: Json, [step, ...rest]: readonly (string | number)[]): Json {
  if (Array.isArray(node)) return node.map((item, index) => (index === step ? without(item as Json, rest) : item));
  if (!isJsonObject(node) || step === undefined || !Object.hasOwn(node, step)) return node;
  if (rest.length > 0) return { ...node, [step]: without(node[step]!, rest) };
  const { [step]: _, ...others } = node;
  return others;
}
