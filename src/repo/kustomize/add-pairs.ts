import { compareText } from '../../core/finding.ts';
import { isJsonObject, type JsonObject } from '../../kube/json.ts';
import type { Json } from '../../kube/object.ts';
import { appliesTo, type FieldSpec, splitPath } from './field-path.ts';
import type { Resource, SharedValue } from './resource.ts';

type Place = readonly (string | number)[];

/**
 * Adds labels or annotations wherever fields hold them (api/filters/{labels,annotations}). What one pass adds at several places of an
 * object is one value upstream (kyaml FieldSetter puts the same node everywhere): whoever changes it at one place changes it at all.
 */
export function addPairs(pairs: JsonObject, fields: readonly FieldSpec[]): (resource: Resource) => Resource {
  const texts = Object.entries(pairs)
    .map(([key, value]) => [key, value === null ? '' : String(value)] as const)
    .sort(([a], [b]) => compareText(a, b));
  return (resource) => texts.reduce((result, [key, value]) => addPair(result, { key, value, fields }), resource);
}

interface Pair {
  readonly key: string;
  readonly value: string;
  readonly fields: readonly FieldSpec[];
}

function addPair(resource: Resource, { key, value, fields }: Pair): Resource {
  let object: Json = resource.object;
  const added: Place[] = [];
  for (const field of fields) {
    if (!appliesTo(field, resource.object)) continue;
    for (const place of mapsAt(object, splitPath(field.path), field.create === true)) {
      const old = valueAt(object, [...place, key]);
      if (old === undefined) added.push(place);
      for (const each of old === undefined ? [place] : placesOf(resource, { key, place, old, object })) {
        object = setAt(object, [...each, key], value);
      }
    }
  }
  const shared = added.length > 1 ? { shared: [...(resource.shared ?? []), { key, places: added }] } : {};
  return object === resource.object ? resource : { ...resource, ...shared, object: object as JsonObject };
}

/** The place itself, and those that hold the same value by having got it together. */
function placesOf(
  { shared = [] }: Resource,
  { key, place, old, object }: { key: string; place: Place; old: Json; object: Json },
): readonly Place[] {
  const printed = JSON.stringify(place);
  const isHere = (each: SharedValue) =>
    each.key === key && each.places.some((other) => JSON.stringify(other) === printed);
  const group = shared.findLast(isHere);
  return group ? group.places.filter((other) => valueAt(object, [...other, key]) === old) : [place];
}

/** Where the maps stand that a path leads to, those included that are made on the way (as changeAt of field-path.ts walks). */
function mapsAt(value: Json, path: readonly string[], create: boolean): readonly Place[] {
  const [step, ...rest] = path;
  if (step === undefined) return [[]];
  if (value === null) return [];
  if (Array.isArray(value)) {
    return (value as readonly Json[]).flatMap((item, i) => mapsAt(item, path, create).map((place) => [i, ...place]));
  }
  if (!isJsonObject(value)) throw new TypeError('expected sequence or mapping node');
  const field = step.endsWith('[]') ? step.slice(0, -2) : step;
  const old = value[field];
  if (old !== undefined && old !== null) return mapsAt(old, rest, create).map((place) => [field, ...place]);
  if (create && field === step) return [path];
  return old === null && rest.length === 0 ? [[field]] : [];
}

const valueAt = (value: Json | undefined, place: Place): Json | undefined =>
  place.reduce<Json | undefined>(
    (at, step) => (Array.isArray(at) ? at[step as number] : isJsonObject(at) ? at[step] : undefined),
    value,
  );

function setAt(value: Json | undefined, place: Place, text: string): Json {
  const [step, ...rest] = place;
  if (step === undefined) return text;
  if (Array.isArray(value)) return value.map((item: Json, i) => (i === step ? setAt(item, rest, text) : item));
  const map = isJsonObject(value) ? value : {};
  return { ...map, [step]: setAt(map[step], rest, text) };
}
