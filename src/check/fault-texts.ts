import type { FieldError } from '../cluster/embedded/api/field-error.ts';
import { nearestName } from '../core/nearest.ts';
import { valueAt } from '../kube/field-text.ts';
import { isJsonObject } from '../kube/json.ts';
import type { Json } from '../kube/object.ts';
import type { SourcedObject } from '../kube/origin.ts';
import { itemSchema, type Schema, subSchema } from '../kube/schema.ts';
import type { Mismatch } from '../kube/schema-decode.ts';
import { printJson } from '../kube/wide-json.ts';
import type { FaultCode, ObjectFault } from './rule.ts';

type Path = readonly (string | number)[];

interface Place {
  readonly on: SourcedObject;
  readonly path: Path;
}

/** A place, and whether what is known of the kind need not be what the cluster has. */
interface Guessed extends Place {
  readonly isGuess: boolean;
}

/** A field that the kind does not have. By definitions that need not be those of the cluster only what is near a known name is told. */
export function unknownFault({
  on,
  path,
  field,
  schema,
  isGuess,
}: Guessed & { readonly field: string; readonly schema: Schema }): ObjectFault | undefined {
  const name = String(path.at(-1));
  const above = path.slice(0, -1);
  const near = nearestName(name, freeNames(on.object as Json, above, schema));
  if (isGuess && near === undefined) return undefined;
  const { kind, apiVersion } = on.object;
  const home = near === undefined ? homeOf(name, above, schema) : undefined;
  return {
    code: 'field-unknown',
    ...(near !== undefined && { instead: near }),
    on,
    path,
    message: `${kind} of ${apiVersion} has no field ${field}`,
    hint: near
      ? `did you mean ${near}?`
      : home === undefined
        ? `take it out, or look up its name: kubectl explain ${kind.toLowerCase()}${printFields(above)}`
        : `it belongs ${home}`,
    ...(on.madeBy !== undefined && { severity: 'warning' }),
  };
}

const printFields = (path: Path): string => path.map((step) => (typeof step === 'number' ? '' : `.${step}`)).join('');

const schemaAt = (schema: Schema | undefined, path: Path): Schema | undefined =>
  path.reduce<Schema | undefined>(
    (of, step) => of && (typeof step === 'number' ? itemSchema(of) : subSchema(of, step)),
    schema,
  );

/** Names of fields that could stand there and do not. */
function freeNames(object: Json, above: Path, schema: Schema): readonly string[] {
  const there = valueAt(object, above);
  const taken = isJsonObject(there) ? there : {};
  return Object.keys(schemaAt(schema, above)?.properties ?? {}).filter((name) => !Object.hasOwn(taken, name));
}

/** Where a field of that name is known, a little above or below, in words. */
function homeOf(name: string, above: Path, schema: Schema): string | undefined {
  for (let path = above.slice(0, -1); path.length > 0; path = path.slice(0, -1)) {
    if (typeof path.at(-1) !== 'number' && schemaAt(schema, path)?.properties?.[name]) return `into ${printPath(path)}`;
  }
  const fields = Object.entries(schemaAt(schema, above)?.properties ?? {});
  const below = fields.filter(([, field]) => field.properties?.[name]);
  return below.length === 1 ? `into ${printPath([...above, below[0]![0]])}` : undefined;
}

const printPath = (path: Path): string =>
  path.reduce<string>(
    (text, step) => (typeof step === 'number' ? `${text}[${step}]` : text === '' ? step : `${text}.${step}`),
    '',
  );

const wantedNames: Readonly<Record<string, string>> = {
  array: 'a list',
  boolean: 'true or false',
  integer: 'a whole number',
  number: 'a number',
  object: 'a map of fields',
  string: 'text',
};

/** A value that does not fit its field. */
export function mismatchFault({ on, path }: Place, { path: field, value, wanted, error }: Mismatch): ObjectFault {
  const place = { code: 'value-of-wrong-type', on, path } as const;
  if (wanted.format === 'quantity') {
    return {
      ...place,
      message: `${field} is ${shown(value)}, which is no quantity`,
      hint: quantityHint(value),
    };
  }
  const want = wanted['x-kubernetes-int-or-string'] ? 'a whole number or text' : wantedNames[wanted.type ?? ''];
  const formed = wanted.type === 'string' && typeof value === 'string';
  if (formed || want === undefined) return { ...place, message: `${field}: ${error}`, hint: 'correct the value' };
  const message = `${field} is ${described(value)}, and must be ${want}`;
  const told = { ...place, message, hint: typeHint(value, wanted) };
  if (!isLabelForFlux(on, path)) return told;
  return { ...told, severity: 'warning', message: `${message}: Flux applies the object without any of its labels` };
}

/**
 * Flux sets its own labels on all it applies, and labels of which one is no text count as none
 * (fluxcd/pkg ssa/manager.go SetOwnerLabels, apimachinery pkg/apis/meta/v1/unstructured/unstructured.go GetLabels).
 */
const isLabelForFlux = (on: SourcedObject & { readonly appliedBy?: string }, [top, second]: Path): boolean =>
  on.appliedBy !== undefined && on.madeBy === undefined && top === 'metadata' && second === 'labels';

function quantityHint(value: Json): string {
  const bytes = typeof value === 'string' ? /^([0-9.]+)([KMGTPE])i?B$/i.exec(value) : null;
  if (!bytes) return 'quantities are numbers with a suffix such as m, k, M, G, Ki, Mi or Gi';
  const unit = bytes[2]!.toUpperCase();
  return `write ${bytes[1]}${unit}i, or ${bytes[1]}${unit === 'K' ? 'k' : unit} for powers of ten: quantities have no B`;
}

const shown = (value: Json): string =>
  typeof value === 'object' && value !== null ? described(value) : printJson(value);

function described(value: Json): string {
  if (Array.isArray(value)) return 'a list';
  if (isJsonObject(value)) return 'a map of fields';
  if (typeof value === 'string') return `the text ${printJson(value)}`;
  return typeof value === 'boolean' ? String(value) : `the number ${printJson(value)}`;
}

/** What YAML makes of a word without quotes is the usual mistake. */
function typeHint(value: Json, wanted: Schema): string {
  const isScalar = typeof value === 'boolean' || typeof value === 'number' || typeof value === 'bigint';
  if (wanted.type === 'string' && isScalar) return 'put it in quotes: YAML reads yes, on, 0644 and 1.0 as no text';
  if (typeof value === 'string' && wanted.type !== 'string' && wanted.type !== 'array' && wanted.type !== 'object') {
    return /^(\d+|true|false)$/.test(value)
      ? 'take the quotes away'
      : `write ${wantedNames[wanted.type ?? ''] ?? 'a whole number'}`;
  }
  if (wanted.type === 'array') return 'write it as a list, with a dash before each item';
  return `write ${wantedNames[wanted.type ?? ''] ?? 'another value'}`;
}

const codes: Readonly<Partial<Record<FieldError['reason'], FaultCode>>> = {
  FieldValueNotSupported: 'value-not-supported',
  FieldValueRequired: 'field-missing',
  FieldValueTypeInvalid: 'value-of-wrong-type',
};

/** A refusal of the API server. */
export function errorFault(
  { on, path, isGuess }: Guessed,
  { reason, field, body }: FieldError,
): ObjectFault | undefined {
  const code = codes[reason] ?? 'value-refused';
  const bare = body === 'Required value';
  const message = bare ? `${field} is missing` : field === '<nil>' ? body : `${field}: ${body}`;
  const place = { code, on, path: field === '<nil>' ? [] : path, message };
  if (code !== 'value-not-supported') return { ...place, hint: hintOf(code, on, path) };
  const near = nearestName(String(valueAt(on.object as Json, path)), supportedIn(body));
  // A later version may well support more.
  if (near === undefined && isGuess) return undefined;
  return { ...place, hint: near === undefined ? 'write one of the supported values' : `did you mean ${near}?` };
}

/** The values that a refusal lists. */
const supportedIn = (body: string): readonly string[] =>
  [...(body.split('supported values: ')[1] ?? '').matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, value = '']) => value);

function hintOf(code: FaultCode, { object }: SourcedObject, path: Path): string {
  const value = valueAt(object as Json, path);
  if (code === 'field-missing') return 'add it';
  if (code === 'value-of-wrong-type' && value !== undefined) {
    return typeof value === 'string'
      ? 'write a value of that type; a number or truth value stands without quotes'
      : 'write a value of that type; text that looks like a number or truth value needs quotes';
  }
  return 'correct the value';
}
