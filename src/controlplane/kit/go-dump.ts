import data from '../workloads/pod-template-types.json' with { type: 'json' };
import { dumpQuantity } from './go-quantity.ts';

type Field = readonly [name: string, json: string, type: string];
type Definition = string | readonly Field[];

const definitions = data.types as unknown as Readonly<Record<string, Definition>>;
const zeroTime = '{Time:(time.Time){wall:(uint64)0 ext:(int64)0 loc:(*time.Location)<nil>}}';

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A value with its type before it, as `%#v` of github.com/davecgh/go-spew prints it (k8s.io/utils/dump ForHash). */
export function dumpTyped(type: string, value: unknown): string {
  if (!type.startsWith('*')) return `(${type})${dump(type, value)}`;
  return value === undefined || value === null ? `(${type})<nil>` : `(${type})${dump(type.slice(1), value)}`;
}

/** A value without its type: absent is Go's zero value. */
function dump(type: string, value: unknown): string {
  if (type.startsWith('[]')) return dumpList(type.slice(2), value);
  if (type.startsWith('map[')) return dumpMap(type, value);
  switch (type) {
    case 'string':
    case 'types.UID':
      return value === undefined || value === null ? '' : String(value);
    case 'bool':
      return value === true ? 'true' : 'false';
    case 'int32':
    case 'int64':
      return String(value ?? 0);
    case 'v1.Time':
      return zeroTime;
    case 'resource.Quantity':
      return dumpQuantity((value as string | number | undefined) ?? '0');
    case 'intstr.IntOrString':
      return dumpIntOrString(value);
  }
  const definition = definitions[type];
  if (definition === undefined) return '<nil>';
  return typeof definition === 'string' ? dump(definition, value) : dumpStruct(definition, value);
}

function dumpList(element: string, value: unknown): string {
  if (!Array.isArray(value) || value.length === 0) return '<nil>';
  return `[${value.map((item) => dump(element, item)).join(' ')}]`;
}

function dumpMap(type: string, value: unknown): string {
  const element = type.slice(type.indexOf(']') + 1);
  if (!isRecord(value)) return '<nil>';
  const keys = Object.keys(value).sort();
  if (keys.length === 0) return '<nil>';
  return `map[${keys.map((key) => `${key}:${dump(element, value[key])}`).join(' ')}]`;
}

const dumpIntOrString = (value: unknown): string =>
  typeof value === 'string'
    ? `{Type:(intstr.Type)1 IntVal:(int32)0 StrVal:(string)${value}}`
    : `{Type:(intstr.Type)0 IntVal:(int32)${value ?? 0} StrVal:(string)}`;

function dumpStruct(fields: readonly Field[], value: unknown): string {
  const record = isRecord(value) ? value : {};
  // An embedded struct has no name of its own in JSON: its fields are the outer one's.
  const printed = fields.map(([name, json, type]) => `${name}:${dumpTyped(type, json === '' ? record : record[json])}`);
  return `{${printed.join(' ')}}`;
}
