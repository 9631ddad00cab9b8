import { isJsonObject, type JsonObject } from './json.ts';
import type { Json } from './object.ts';

/** A change of one field: its value, its name, or that it goes. */
export type YamlEdit = { readonly path: readonly (string | number)[] } & (
  | { readonly set: Json }
  | { readonly rename: string }
  | { readonly remove: true }
);

/** A value after an edit; undefined where there is nothing that could be edited so. */
export function editedValue(value: JsonObject, edit: YamlEdit): JsonObject | undefined {
  const edited = editAt(value, edit.path, edit);
  return isJsonObject(edited) ? edited : undefined;
}

function editAt(value: Json | undefined, path: YamlEdit['path'], edit: YamlEdit): Json | undefined {
  const [step, ...rest] = path;
  if (step === undefined) return 'set' in edit ? edit.set : undefined;
  if (Array.isArray(value)) return editItem(value, Number(step), rest, edit);
  if (value !== undefined && !isJsonObject(value)) return undefined;
  const object: JsonObject = value ?? {};
  const name = String(step);
  if (rest.length === 0 && !('set' in edit)) return editKey(object, name, edit);
  if (!Object.hasOwn(object, name) && !('set' in edit)) return undefined;
  const inner = editAt(object[name], rest, edit);
  return inner === undefined ? undefined : { ...object, [name]: inner };
}

function editItem(list: readonly Json[], index: number, rest: YamlEdit['path'], edit: YamlEdit): Json | undefined {
  if (!(index in list)) return undefined;
  const inner = editAt(list[index], rest, edit);
  return inner === undefined ? undefined : list.map((each, at) => (at === index ? inner : each));
}

function editKey(object: JsonObject, name: string, edit: YamlEdit): JsonObject | undefined {
  if (!Object.hasOwn(object, name)) return undefined;
  const { [name]: value, ...others } = object;
  if (!('rename' in edit)) return others;
  return Object.hasOwn(others, edit.rename) || value === undefined ? undefined : { ...others, [edit.rename]: value };
}
