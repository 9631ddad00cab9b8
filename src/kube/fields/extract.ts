import { isJsonObject } from '../json.ts';
import type { Json } from '../object.ts';
import { itemSchema, type Schema, subSchema } from '../schema.ts';
import { FieldSet } from './field-set.ts';
import { fieldElement } from './path-element.ts';
import { indexItems, shapeOf } from './typed.ts';

/** All fields an object sets, as an applier owns them: structured-merge-diff typed/tofieldset.go. */
export function fieldsOf(value: Json, schema: Schema | undefined): FieldSet {
  const root = new FieldSet();
  collect(value, schema, root);
  return root;
}

/** Adds what lies below a value to its node; whether the value itself is a member its holder decides by the answer. */
function collect(value: Json, schema: Schema | undefined, node: FieldSet): boolean {
  const shape = shapeOf(value, schema);
  if (shape === 'leaf') return true;
  if (shape === 'list') {
    if (Array.isArray(value)) collectItems(value, schema!, node);
    return false;
  }
  if (!isJsonObject(value)) return false;
  for (const key of Object.keys(value)) {
    const field = value[key]!;
    const element = fieldElement(key);
    const below = new FieldSet();
    const isNamed = schema?.properties !== undefined && Object.hasOwn(schema.properties, key);
    const isMember = collect(field, schema && subSchema(schema, key), below);
    if (!below.isEmpty) node.children.set(element, below);
    if (isMember || field === null || isEmptyMap(field) || !isNamed) node.members.add(element);
  }
  return false;
}

function collectItems(list: readonly Json[], schema: Schema, node: FieldSet): void {
  for (const [element, items] of indexItems(list, schema)) {
    node.members.add(element);
    // Duplicates are owned as one.
    if (items.length > 1) continue;
    const below = new FieldSet();
    collect(items[0]!, itemSchema(schema), below);
    if (!below.isEmpty) node.children.set(element, below);
  }
}

const isEmptyMap = (value: Json): boolean => isJsonObject(value) && Object.keys(value).length === 0;
