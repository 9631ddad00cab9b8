import { setField } from './copy.ts';
import { withoutFields } from './json.ts';
import { writeYamlScalar, writeYamlString } from './yaml-write-scalar.ts';

/** What goes into the text beside the value. */
export interface WriteYamlOptions {
  /** Comment at the top of the document. */
  readonly header?: string;
  /** Comments above a field, by dotted path: `spec.values.service`, `spec.addresses.0`. */
  readonly comments?: Readonly<Record<string, string>>;
}

/**
 * Writes a value as one YAML document that every reader of Kubernetes (YAML 1.1 and 1.2) reads back as it was. Objects start with
 * apiVersion, kind, metadata and end with their status; everything else keeps its order. Fields that are undefined are left out.
 * Texts of several lines become block scalars.
 */
export function writeYaml(value: unknown, options: WriteYamlOptions = {}): string {
  const ordered = isMap(value) && 'kind' in value ? orderObject(value) : value;
  const writer = new Writer(options.comments ?? {});
  if (options.header !== undefined) writer.comment(options.header, '');
  if (isMap(ordered) && hasFields(ordered)) writer.map(ordered, '', '', '');
  else if (Array.isArray(ordered) && ordered.length > 0) writer.list(ordered, '', '', '');
  else writer.text += `${writeYamlScalar(ordered, '')}\n`;
  return writer.text;
}

/** Writes a stream of documents, separated by `---` lines. */
export const writeYamlStream = (values: readonly unknown[]): string =>
  values.map((value) => writeYaml(value)).join('---\n');

type Fields = Readonly<Record<string, unknown>>;

const objectOrder = ['apiVersion', 'kind', 'metadata', 'type', 'immutable', 'spec', 'data', 'stringData'];
const metadataOrder = ['name', 'generateName', 'namespace', 'labels', 'annotations'];

function orderObject(value: Fields): Fields {
  const ordered = orderFields(withoutFields(value, ['status']), objectOrder);
  if (isMap(ordered.metadata)) ordered.metadata = orderFields(ordered.metadata, metadataOrder);
  if (value.status !== undefined) ordered.status = value.status;
  return ordered;
}

function orderFields(value: Fields, first: readonly string[]): Record<string, unknown> {
  const ordered: Record<string, unknown> = {};
  for (const key of first) if (Object.hasOwn(value, key)) ordered[key] = value[key];
  for (const key in value) setField(ordered, key, value[key]);
  return ordered;
}

// A class because one growing string, written from many places, is the fastest way to build text.
class Writer {
  text = '';
  readonly #comments: Readonly<Record<string, string>>;
  readonly #commented: boolean;

  constructor(comments: Readonly<Record<string, string>>) {
    this.#comments = comments;
    this.#commented = Object.keys(comments).length > 0;
  }

  comment(text: string, indent: string): void {
    for (const line of text.split('\n')) this.text += line === '' ? `${indent}#\n` : `${indent}# ${line}\n`;
  }

  /** `lead` stands before the first field: the indent, or the dashes of the lists around it. */
  map(map: Fields, lead: string, indent: string, path: string): void {
    let start = lead;
    for (const key of Object.keys(map)) {
      const value = map[key];
      if (value === undefined) continue;
      const at = this.#enter(path, key, start);
      // Beyond this a key must be marked as one: readers look no further for its colon.
      this.text += key.length < 1000 ? `${start}${writeKey(key)}:` : `${start}? ${writeKey(key)}\n${indent}:`;
      this.#value(value, indent, at);
      start = indent;
    }
  }

  list(list: readonly unknown[], lead: string, indent: string, path: string): void {
    let start = lead;
    for (const [index, value] of list.entries()) {
      const at = this.#enter(path, String(index), start);
      if (isMap(value) && hasFields(value)) this.map(value, `${start}- `, `${indent}  `, at);
      else if (Array.isArray(value) && value.length > 0) this.list(value, `${start}- `, `${indent}  `, at);
      else this.text += `${start}- ${writeYamlScalar(value, `${indent}  `)}\n`;
      start = indent;
    }
  }

  #value(value: unknown, indent: string, path: string): void {
    const inner = `${indent}  `;
    if (isMap(value) && hasFields(value)) {
      this.text += '\n';
      this.map(value, inner, inner, path);
    } else if (Array.isArray(value) && value.length > 0) {
      this.text += '\n';
      this.list(value, inner, inner, path);
    } else this.text += ` ${writeYamlScalar(value, inner)}\n`;
  }

  #enter(path: string, step: string, lead: string): string {
    if (!this.#commented) return '';
    const at = path === '' ? step : `${path}.${step}`;
    const comment = Object.hasOwn(this.#comments, at) ? this.#comments[at] : undefined;
    if (comment !== undefined) this.comment(comment, lead.replace(/\S.*/, ''));
    return at;
  }
}

const keys = new Map<string, string>();

function writeKey(key: string): string {
  const known = keys.get(key);
  if (known !== undefined) return known;
  const written = writeYamlString(key);
  // The same few hundred field names come again and again; data keys of any number must not pile up.
  if (keys.size < 2000 && key.length < 64) keys.set(key, written);
  return written;
}

const isMap = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

function hasFields(map: Fields): boolean {
  for (const key in map) if (map[key] !== undefined) return true;
  return false;
}
