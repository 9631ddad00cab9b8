import { groupOf, type KindRef, versionOf } from './object.ts';
import type { Schema } from './schema.ts';

interface Condensed {
  readonly source: string;
  /** `group/version/Kind` to the name of a definition. */
  readonly kinds: Readonly<Record<string, string>>;
  readonly definitions: Readonly<Record<string, Definition>>;
}

/** A schema as it is kept: other definitions by name. */
export type Definition = Schema & { readonly $ref?: string };

/** Schemas of the built-in kinds. */
export interface BuiltinSchemas {
  /** Where they were taken from. */
  readonly source: string;
  readonly of: (kind: KindRef) => Schema | undefined;
}

let loading: Promise<BuiltinSchemas> | undefined;

/** Schemas of the built-in kinds of Kubernetes 1.36 (types, list types, merge keys, defaults of list keys), read on first use. */
export function loadBuiltinSchemas(): Promise<BuiltinSchemas> {
  loading ??= read();
  return loading;
}

/** The schema of one built-in kind, undefined when it is none; the core group is ''. */
export async function schemaOf(group: string, version: string, kind: string): Promise<Schema | undefined> {
  const apiVersion = group ? `${group}/${version}` : version;
  return (await loadBuiltinSchemas()).of({ apiVersion, kind });
}

async function read(): Promise<BuiltinSchemas> {
  const imported = await import('./schemas/builtin.json', { with: { type: 'json' } });
  const condensed = imported.default as Condensed;
  const schemas = linkDefinitions(condensed.definitions);
  const of = ({ apiVersion, kind }: KindRef) => {
    const group = groupOf(apiVersion);
    const name = condensed.kinds[group ? `${group}/${versionOf(apiVersion)}/${kind}` : `${apiVersion}/${kind}`];
    return name === undefined ? undefined : schemas.get(name);
  };
  return { source: condensed.source, of };
}

/** Schemas by name, with definitions in place of their names; types that contain themselves become cycles. */
export function linkDefinitions(definitions: Readonly<Record<string, Definition>>): ReadonlyMap<string, Schema> {
  const linked = new Map<string, Record<string, unknown>>();
  for (const name in definitions) linked.set(name, { 'x-go-type': name.slice(name.lastIndexOf('.') + 1) });
  // Keywords beside a reference go on top of a copy of what it names, once that is filled.
  const copies: (() => void)[] = [];
  const resolve = (node: Definition): Schema => {
    const { $ref, ...own } = node;
    if ($ref === undefined) return fill({}, node);
    const target = linked.get($ref)!;
    if (Object.keys(own).length === 0) return target as Schema;
    const copy = {};
    copies.push(() => Object.assign(copy, target, own, { 'x-go-reference': { target, own } }));
    return copy;
  };
  const fill = (into: Record<string, unknown>, node: Definition): Schema => {
    Object.assign(into, node);
    if (node.items) into.items = resolve(node.items);
    if (typeof node.additionalProperties === 'object') into.additionalProperties = resolve(node.additionalProperties);
    if (node.properties) {
      const fields = Object.entries(node.properties).map(([key, field]) => [key, resolve(field)] as const);
      into.properties = Object.fromEntries(fields);
    }
    return into as Schema;
  };
  for (const name in definitions) fill(linked.get(name)!, definitions[name]!);
  for (const copy of copies) copy();
  return linked;
}
