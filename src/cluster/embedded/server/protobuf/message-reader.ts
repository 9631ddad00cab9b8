import { setField } from '../../../../kube/copy.ts';
import { printDurationNanos } from '../../../../kube/duration.ts';
import type { Json } from '../../../../kube/object.ts';
import { narrowInteger, parseJson } from '../../../../kube/wide-json.ts';
import { readFields, WireError, type WireField } from './wire-reader.ts';

/** `[number, JSON name, type, flags]`; flags: 1 list, 2 map, 4 kept when zero, 8 inlined in JSON. */
export type FieldRow = readonly [number: number, name: string, type: string, flags: number];

/** Fields of messages by Go name, and the message of each `apiVersion/Kind`. */
export interface FieldTables {
  readonly kinds: Readonly<Record<string, string>>;
  readonly messages: Readonly<Record<string, readonly FieldRow[]>>;
}

type Fields = Record<string, Json>;

/** A message as the JSON its Go type is written in. */
export function readMessage(tables: FieldTables, name: string, message: Buffer): Fields {
  const rows = tables.messages[name];
  if (!rows) throw new WireError(`unknown message ${name}`);
  const result: Fields = {};
  for (const field of readFields(message)) {
    const row = rows.find(([number]) => number === field.number);
    if (row) put(tables, result, row, field);
  }
  return result;
}

function put(tables: FieldTables, result: Fields, [, name, type, flags]: FieldRow, field: WireField): void {
  if (flags & 2) {
    const [key, value] = readEntry(tables, type, field);
    const entries = (result[name] as Fields | undefined) ?? {};
    setField(entries, key, value);
    result[name] = entries;
    return;
  }
  const value = readValue(tables, type, field);
  if (flags & 8) Object.assign(result, value);
  else if (flags & 1) {
    const items = (result[name] as Json[] | undefined) ?? [];
    items.push(value);
    result[name] = items;
  } else if (flags & 4 || !isZero(value)) {
    if (value !== null) result[name] = value;
  }
}

const isZero = (value: Json): boolean =>
  value === '' ||
  value === 0 ||
  value === false ||
  value === null ||
  (typeof value === 'object' && Object.keys(value).length === 0);

function readEntry(tables: FieldTables, type: string, field: WireField): readonly [string, Json] {
  let key = '';
  let value: Json = emptyOf(type);
  for (const part of readFields(bytesOf(field))) {
    if (part.number === 1) key = bytesOf(part).toString();
    else if (part.number === 2) value = readValue(tables, type, part);
  }
  return [key, value];
}

const emptyOf = (type: string): Json => (type === 's' || type === 'b' ? '' : type === 'i' ? 0 : {});

function bytesOf(field: WireField): Buffer {
  if (field.kind === 'varint') throw new WireError(`wrong wireType for field ${field.number}`);
  return field.bytes;
}

function readValue(tables: FieldTables, type: string, field: WireField): Json {
  switch (type) {
    case 's':
      return bytesOf(field).toString();
    case 'b':
      return bytesOf(field).toString('base64');
    case 'i':
      return integer(field);
    case 't':
      return integer(field) !== 0;
    case 'f':
      return bytesOf(field).readDoubleLE();
    default:
      return readComposite(tables, type, bytesOf(field));
  }
}

function readComposite(tables: FieldTables, type: string, message: Buffer): Json {
  if (type.startsWith('list:')) {
    return readFields(message).map((item) => readValue(tables, type.slice('list:'.length), item));
  }
  const schema = readSchemaOr(tables, type, message);
  if (schema !== undefined) return schema;
  const special = readSpecial(type, message);
  return special === undefined ? readMessage(tables, type, message) : special;
}

/** The places in a definition where a schema or something simpler stands: apiextensions-apiserver pkg/apis/apiextensions/v1/marshal.go */
function readSchemaOr(tables: FieldTables, type: string, message: Buffer): Json | undefined {
  const simple = schemaOr[type];
  if (!simple) return undefined;
  const schema = (bytes: Buffer): Json => readMessage(tables, 'apiextensions.v1.JSONSchemaProps', bytes);
  const fields = readFields(message);
  const whole = fields.find(({ number, kind }) => number === simple.schema && kind === 'bytes');
  return whole ? schema(bytesOf(whole)) : simple.read(fields, schema);
}

type ReadSimple = (fields: readonly WireField[], schema: (bytes: Buffer) => Json) => Json;

const schemaOr: Readonly<Record<string, { readonly schema: number; readonly read: ReadSimple }>> = {
  SchemaOrTruth: { schema: 2, read: (fields) => fields.some((field) => field.number === 1 && integer(field) !== 0) },
  SchemaOrMany: {
    schema: 1,
    read: (fields, schema) => fields.filter(({ number }) => number === 2).map((field) => schema(bytesOf(field))),
  },
  SchemaOrNames: {
    schema: 1,
    read: (fields) => fields.filter(({ number }) => number === 2).map((field) => bytesOf(field).toString()),
  },
};

const integer = (field: WireField): number | bigint => {
  if (field.kind !== 'varint') throw new WireError(`wrong wireType for field ${field.number}`);
  return narrowInteger(BigInt.asIntN(64, field.value));
};

/** Types with a JSON form of their own; undefined for all others. */
function readSpecial(type: string, message: Buffer): Json | undefined {
  switch (type) {
    case 'Time':
      return readTime(message, 0);
    case 'MicroTime':
      return readTime(message, 6);
    case 'Duration':
      return printDurationNanos(BigInt(integerAt(message, 1)));
    case 'Quantity':
      return textAt(message, 1);
    case 'IntOrString':
      return numberAt(message, 1) === 1 ? textAt(message, 3) : numberAt(message, 2);
    case 'Raw':
      return parseJson(textAt(message, 1) || 'null');
    default:
      return undefined;
  }
}

const fieldAt = (message: Buffer, wanted: number): WireField | undefined =>
  readFields(message).find(({ number: each }) => each === wanted);

function integerAt(message: Buffer, wanted: number): number | bigint {
  const field = fieldAt(message, wanted);
  return field ? integer(field) : 0;
}

const numberAt = (message: Buffer, wanted: number): number => Number(integerAt(message, wanted));

function textAt(message: Buffer, wanted: number): string {
  const field = fieldAt(message, wanted);
  return field ? bytesOf(field).toString() : '';
}

/** Seconds and nanoseconds as RFC 3339; an empty message is no time at all. */
function readTime(message: Buffer, digits: number): Json {
  if (message.length === 0) return null;
  const text = new Date(numberAt(message, 1) * 1000).toISOString().slice(0, 19);
  if (digits === 0) return `${text}Z`;
  const micros = Math.floor(numberAt(message, 2) / 1000);
  return `${text}.${String(micros).padStart(digits, '0')}Z`;
}
