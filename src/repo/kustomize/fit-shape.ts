import { isJsonObject } from '../../kube/json.ts';
import type { Json } from '../../kube/object.ts';
import { KustomizeError } from './kustomize-error.ts';

/** A Go type as its JSON decoder fills it. */
export type Shape =
  | 'string'
  | 'bool'
  | 'int64'
  /** Anything, taken as it is. */
  | 'any'
  /** map[string]string */
  | 'texts'
  | { readonly list: Shape }
  | Struct;

export interface Struct {
  /** Name of the Go type, without its package. */
  readonly struct: string;
  readonly fields: Readonly<Record<string, Shape>>;
  /** Fields that come from an embedded struct, by the names that stand before them in messages. */
  readonly embedded?: Readonly<Record<string, string>>;
}

export interface FitOptions {
  /** Refuses unknown fields; else they are left out, and scalars become texts where a text is wanted (sigs.k8s.io/yaml). */
  readonly strict: boolean;
}

/** Where a value stands, in the words of Go: the innermost struct, and the path of field names. */
interface Place {
  readonly struct: string;
  readonly path: string;
}

/** The value as Go's decoder takes it: field names in any case, null as absent. Throws with the decoder's words. */
export function fitShape(value: Json, shape: Struct, options: FitOptions): Readonly<Record<string, Json>> {
  if (!isJsonObject(value)) throw new KustomizeError(`json: cannot unmarshal ${jsonType(value)} into Go value`);
  return fitStruct(value, shape, '', options);
}

function fitStruct(
  value: { readonly [key: string]: Json },
  shape: Struct,
  path: string,
  options: FitOptions,
): Readonly<Record<string, Json>> {
  const result: Record<string, Json> = {};
  for (const [name, field] of Object.entries(value)) {
    const known = shape.fields[name] ? name : findField(shape, name);
    if (!known) {
      if (options.strict) throw new KustomizeError(`json: unknown field ${JSON.stringify(name)}`);
    } else if (field !== null) {
      const full = `${path}${shape.embedded?.[known] ?? ''}${known}`;
      result[known] = fitValue(field, shape.fields[known]!, { struct: shape.struct, path: full }, options);
    }
  }
  return result;
}

const findField = ({ fields }: Struct, name: string): string | undefined =>
  Object.keys(fields).find((key) => key.toLowerCase() === name.toLowerCase());

function fitValue(value: Json, shape: Shape, place: Place, options: FitOptions): Json {
  if (shape === 'any') return value;
  if (typeof shape === 'string')
    return shape === 'texts' ? fitTexts(value, place, options) : fitScalar(value, shape, place, options);
  if ('list' in shape) {
    if (!Array.isArray(value)) throw mismatch(value, place, typeName(shape));
    return (value as readonly Json[]).map((item) => fitValue(item, shape.list, place, options));
  }
  if (!isJsonObject(value)) throw mismatch(value, place, typeName(shape));
  return fitStruct(value, shape, `${place.path}.`, options);
}

function fitScalar(value: Json, shape: 'string' | 'bool' | 'int64', place: Place, { strict }: FitOptions): Json {
  const wanted = shape === 'string' ? 'string' : shape === 'bool' ? 'boolean' : 'number';
  if (typeof value === wanted || (shape === 'int64' && typeof value === 'bigint')) return value;
  if (shape === 'string' && !strict && typeof value !== 'object') return String(value);
  throw mismatch(value, place, shape);
}

function fitTexts(value: Json, place: Place, options: FitOptions): Json {
  if (!isJsonObject(value)) throw mismatch(value, place, 'map[string]string');
  const entries = Object.entries(value).map(([key, text]) => [
    key,
    text === null ? '' : fitScalar(text, 'string', place, options),
  ]);
  return Object.fromEntries(entries) as Json;
}

const mismatch = (value: Json, { struct, path }: Place, type: string) =>
  new KustomizeError(
    `json: cannot unmarshal ${jsonType(value)} into Go struct field ${struct}.${path} of type ${type}`,
  );

function typeName(shape: Shape): string {
  if (shape === 'texts') return 'map[string]string';
  if (typeof shape === 'string') return shape;
  return 'list' in shape ? `[]${typeName(shape.list)}` : `types.${shape.struct}`;
}

function jsonType(value: Json): string {
  if (Array.isArray(value)) return 'array';
  if (value === null) return 'null';
  if (typeof value === 'boolean') return 'bool';
  return typeof value === 'bigint' ? 'number' : typeof value;
}
