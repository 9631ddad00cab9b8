import { equalJson, isJsonObject } from '../json.ts';
import type { Json } from '../object.ts';
import { parseJson } from '../wide-json.ts';
import type { FieldSet } from './field-set.ts';
import { fieldName, type PathElement } from './path-element.ts';

/**
 * What is left of a value when only these fields stay, as `kubectl apply view-last-applied` would show them; undefined where nothing is left. Items
 * of lists are told by what the set names them by, so no schema is needed (structured-merge-diff typed/typed.go ExtractItems).
 */
export function keepFields(value: Json, kept: FieldSet): Json | undefined {
  if (isJsonObject(value)) return keepInMap(value, kept);
  return Array.isArray(value) ? keepInList(value as readonly Json[], kept) : value;
}

function keepInMap(map: { readonly [key: string]: Json }, kept: FieldSet): Json | undefined {
  const left: Record<string, Json> = {};
  for (const element of elementsOf(kept)) {
    const name = fieldName(element);
    const inner = name === undefined ? undefined : map[name];
    if (name === undefined || inner === undefined) continue;
    const found = keepBelow(inner, element, kept);
    if (found !== undefined) left[name] = found;
  }
  return Object.keys(left).length > 0 ? left : undefined;
}

/** In the order of the list. */
function keepInList(list: readonly Json[], kept: FieldSet): Json | undefined {
  const elements = elementsOf(kept);
  const left = list.flatMap((item, index): readonly Json[] => {
    const element = elements.find((each) => isItem(item, index, each));
    const found = element === undefined ? undefined : keepBelow(item, element, kept);
    return found === undefined ? [] : [found];
  });
  return left.length > 0 ? left : undefined;
}

function keepBelow(value: Json, element: PathElement, kept: FieldSet): Json | undefined {
  const below = kept.children.get(element);
  // What has nothing below it is owned as a whole.
  return below === undefined || below.isEmpty ? value : keepFields(value, below);
}

const elementsOf = (set: FieldSet): readonly PathElement[] => [...new Set([...set.members, ...set.children.keys()])];

function isItem(item: Json, index: number, element: PathElement): boolean {
  const [kind, text] = [element.slice(0, 2), element.slice(2)];
  if (kind === 'i:') return Number(text) === index;
  if (kind !== 'k:' && kind !== 'v:') return false;
  const named = parseJson(text);
  if (kind === 'v:') return equalJson(named, item);
  return (
    isJsonObject(named) &&
    isJsonObject(item) &&
    // A key that is left out has its default, which the item holds.
    Object.entries(named).every(([key, wanted]) => item[key] === undefined || equalJson(item[key], wanted))
  );
}
