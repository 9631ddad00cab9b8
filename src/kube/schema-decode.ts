import { isJsonObject } from './json.ts';
import type { Json } from './object.ts';
import { parseQuantity } from './quantity.ts';
import { itemSchema, keepsUnknown, type Schema, subSchema } from './schema.ts';
import { isInt64 } from './wide-json.ts';

/** What the API server finds when it decodes a built-in object. */
export interface Decoding {
  /** Why it cannot be decoded at all, e.g. `json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32`. */
  readonly error?: string;
  /** Every value that cannot be decoded, the first one too. */
  readonly mismatches: readonly Mismatch[];
  /** Paths of fields the type does not have, in order of appearance: `spec.foo`. */
  readonly unknown: readonly string[];
}

/** A value that does not fit the type of its field. */
export interface Mismatch {
  /** With indices: `spec.ports[0].port`. */
  readonly path: string;
  readonly value: Json;
  readonly wanted: Schema;
  /** What the API server says of it. */
  readonly error: string;
}

/** Decodes an object as the Go type behind its schema: k8s.io/apimachinery pkg/runtime/serializer/json. The first error counts. */
export function decodeBuiltin(value: Json, schema: Schema): Decoding {
  const decoder = new Decoder();
  decoder.visit(value, schema, { path: '', shown: '', struct: schema['x-go-type'] ?? '' });
  const { mismatches, unknown } = decoder;
  const [first] = mismatches;
  return { ...(first && { error: first.error }), mismatches, unknown };
}

interface Place {
  /** With indices, as strict decoding prints it. */
  readonly path: string;
  /** Without indices, as encoding/json prints it. */
  readonly shown: string;
  /** The struct that holds the field. */
  readonly struct: string;
}

class Decoder {
  readonly mismatches: Mismatch[] = [];
  readonly unknown: string[] = [];

  visit(value: Json, schema: Schema, at: Place): void {
    if (value === null) return;
    if (schema.format === 'quantity') this.#quantity(value, schema, at);
    else if (schema['x-kubernetes-int-or-string']) this.#intOrString(value, at);
    else if (schema.type === 'array') this.#list(value, schema, at);
    else if (schema.type === 'object') this.#object(value, schema, at);
    else if (schema.type !== undefined) this.#scalar(value, schema, at);
  }

  #list(value: Json, schema: Schema, at: Place): void {
    const items = itemSchema(schema);
    if (!Array.isArray(value)) this.#mismatch(value, schema, at);
    else if (items) {
      for (const [index, item] of value.entries()) this.visit(item, items, { ...at, path: `${at.path}[${index}]` });
    }
  }

  #object(value: Json, schema: Schema, at: Place): void {
    if (!isJsonObject(value)) {
      this.#mismatch(value, schema, at);
      return;
    }
    const struct = schema['x-go-type'] ?? at.struct;
    for (const key of Object.keys(value)) {
      const field = subSchema(schema, key);
      const path = at.path === '' ? key : `${at.path}.${key}`;
      // The keys of a map are no fields: Go's errors stop at the map.
      const shown = schema.properties?.[key] === undefined ? at.shown : at.shown === '' ? key : `${at.shown}.${key}`;
      if (field) this.visit(value[key]!, field, { path, shown, struct });
      else if (!keepsUnknown(schema)) this.unknown.push(path);
    }
  }

  #scalar(value: Json, schema: Schema, at: Place): void {
    const isFit =
      schema.type === 'integer'
        ? fitsInteger(value, schema.format)
        : typeof value === schema.type || (schema.type === 'number' && typeof value === 'bigint');
    if (!isFit) this.#mismatch(value, schema, at);
    else if (schema.format === 'date-time') this.#time(value as string, schema, at);
    else if (schema.format === 'byte') this.#bytes(value as string, schema, at);
  }

  #note(error: string, value: Json, wanted: Schema, { path }: Place): void {
    this.mismatches.push({ path, value, wanted, error });
  }

  #mismatch(value: Json, schema: Schema, at: Place): void {
    const wanted = `Go struct field ${at.struct}.${at.shown}`;
    const found = goValue(value, schema.type === 'integer');
    this.#note(`json: cannot unmarshal ${found} into ${wanted} of type ${goTypeOf(schema)}`, value, schema, at);
  }

  #quantity(value: Json, schema: Schema, at: Place): void {
    if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'bigint') {
      this.#mismatch(value, { format: 'quantity', 'x-go-type': 'Quantity' }, at);
      return;
    }
    const quantity = parseQuantity(value);
    if ('error' in quantity) this.#note(quantity.error, value, schema, at);
  }

  #intOrString(value: Json, at: Place): void {
    const isFit = typeof value === 'string' || fitsInteger(value, 'int32');
    if (!isFit) this.#mismatch(value, { type: 'integer', format: 'int32' }, at);
  }

  #time(value: string, schema: Schema, at: Place): void {
    if (/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[-+]\d\d:\d\d)$/.test(value)) return;
    const layout = '"2006-01-02T15:04:05Z07:00"';
    const text = JSON.stringify(value);
    this.#note(`parsing time ${text} as ${layout}: cannot parse ${text} as "2006"`, value, schema, at);
  }

  #bytes(value: string, schema: Schema, at: Place): void {
    const clean = value.replace(/[\r\n]/g, '');
    const bad =
      /[^A-Za-z0-9+/=]/.exec(clean)?.index ?? (clean.length % 4 === 0 ? -1 : clean.length - (clean.length % 4));
    if (bad >= 0) this.#note(`illegal base64 data at input byte ${bad}`, value, schema, at);
  }
}

/** Whether a value is a whole number of that Go type; a number beyond 2^53 is a float or beyond int64. */
const fitsInteger = (value: Json, format = 'int64'): boolean =>
  typeof value === 'bigint'
    ? format === 'int64' && isInt64(value)
    : Number.isSafeInteger(value) && (format !== 'int32' || Number(value) === (Number(value) | 0));

/** A value as errors of Go's decoder name it; of a number it shows the digits where a whole number of some size was wanted. */
function goValue(value: Json, wantsInteger: boolean): string {
  if (Array.isArray(value)) return 'array';
  if (isJsonObject(value)) return 'object';
  if (typeof value === 'number' && !Number.isInteger(value)) return `number ${value}`;
  if (typeof value === 'number' || typeof value === 'bigint') return wantsInteger ? `number ${value}` : 'number';
  return typeof value === 'boolean' ? 'bool' : 'string';
}

/** The Go type behind a schema, as reflect prints it. */
function goTypeOf(schema: Schema): string {
  const { type, format, additionalProperties } = schema;
  const name = schema['x-go-type'];
  if (type === 'array') return `[]${schema.items ? goTypeOf(schema.items) : 'interface {}'}`;
  if (name !== undefined) return `v1.${name}`;
  if (typeof additionalProperties === 'object') return `map[string]${goTypeOf(additionalProperties)}`;
  if (type === 'integer') return format ?? 'int64';
  if (type === 'number') return 'float64';
  return type === 'boolean' ? 'bool' : format === 'byte' ? '[]uint8' : 'string';
}
