import type { JsonObject } from '../../kube/json.ts';
import tables from './merge-keys.json' with { type: 'json' };

/** A field of a type: the type of its value or of its elements, and of a list that is merged its keys. */
interface Field {
  readonly type?: string;
  readonly keys?: readonly string[];
}

/** For an object: the keys by which the elements of the list at a path are told apart. */
export type KeysOf = (object: JsonObject) => (path: string) => readonly string[] | undefined;

const kinds: Readonly<Record<string, string>> = tables.kinds;
const types: Readonly<Record<string, Readonly<Record<string, Field>>>> = tables.types;

/**
 * By what the elements of a list of an object are told apart when a strategic merge patch is applied: key fields, none for a
 * set of scalars, undefined for a list that is replaced as a whole. As the OpenAPI document inside kustomize says
 * (kyaml/openapi/openapi.go PatchStrategyAndKeyList); lists of kinds it does not know are replaced.
 */
export function mergeKeysOf(object: JsonObject): (path: string) => readonly string[] | undefined {
  const apiVersion = String(object.apiVersion);
  const kind = own(kinds, `${apiVersion.includes('/') ? apiVersion : `/${apiVersion}`}/${String(object.kind)}`);
  return (path) => {
    let field: Field | undefined = { type: kind };
    for (const step of path.split('/')) field = own(own(types, field?.type ?? '') ?? {}, step);
    return field?.keys;
  };
}

/** What a table says of a name, and never what every object inherits. */
const own = <T>(table: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined;
