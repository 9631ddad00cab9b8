import { setField } from '../copy.ts';
import { isJsonObject } from '../json.ts';
import type { Json } from '../object.ts';
import { itemSchema, type Schema, subSchema } from '../schema.ts';
import type { FieldSet } from './field-set.ts';
import { fieldElement } from './path-element.ts';
import { itemElement, shapeOf } from './typed.ts';

/**
 * The value without some of its fields and items; what is left empty by it becomes null, as do values taken as a whole of which
 * a part was to go. structured-merge-diff typed/remove.go.
 */
export function removeFields(value: Json, gone: FieldSet, schema: Schema | undefined): Json {
  const shape = shapeOf(value, schema);
  if (shape === 'map' && isJsonObject(value)) return removeFromMap(value, gone, schema);
  if (shape === 'list' && Array.isArray(value)) return removeFromList(value, gone, schema!);
  return typeof value === 'object' ? null : value;
}

function removeFromMap(map: { readonly [key: string]: Json }, gone: FieldSet, schema: Schema | undefined): Json {
  const left: Record<string, Json> = {};
  let fields = 0;
  for (const key of Object.keys(map)) {
    const element = fieldElement(key);
    if (gone.members.has(element)) continue;
    const below = gone.children.get(element);
    const isTouched = below !== undefined && !below.isEmpty;
    setField(left, key, isTouched ? removeFields(map[key]!, below, schema && subSchema(schema, key)) : map[key]!);
    fields += 1;
  }
  return fields > 0 ? left : null;
}

function removeFromList(list: readonly Json[], gone: FieldSet, schema: Schema): Json {
  const left: Json[] = [];
  for (const item of list) {
    const element = itemElement(item, schema);
    if (typeof element !== 'string') left.push(item);
    else if (!gone.members.has(element)) {
      const below = gone.children.get(element);
      left.push(below && !below.isEmpty ? removeFields(item, below, itemSchema(schema)) : item);
    }
  }
  return left.length > 0 ? left : null;
}
