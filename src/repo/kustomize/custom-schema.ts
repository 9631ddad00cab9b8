import { isJsonObject, type JsonObject } from '../../kube/json.ts';
import type { Json } from '../../kube/object.ts';
import { KustomizeError } from './kustomize-error.ts';
import { type BuildFiles, join, loadDocuments, pathFrom, printPath } from './loader.ts';
import { type KeysOf, mergeKeysOf } from './merge-keys.ts';

/** By what lists are merged in the build under way: the first OpenAPI document that a kustomization names holds for all of it. */
export interface MergeSchema {
  keysOf: KeysOf;
  isSet: boolean;
}

export const builtinSchema = (): MergeSchema => ({ keysOf: mergeKeysOf, isSet: false });

/** The version of the built-in document (kyaml/openapi/kubernetesapi). */
const builtinVersion = 'v1.21.2';

/**
 * Takes the schema that `openapi` of a kustomization file names, when none is taken yet (kyaml/openapi/openapi.go SetSchema): it stands
 * in the place of the built-in one, whose kinds it has to bring itself. Throws a KustomizeError.
 */
export function takeSchema(
  files: BuildFiles,
  schema: MergeSchema,
  { folder, openapi }: { readonly folder: string; readonly openapi: Readonly<Record<string, string>> },
): void {
  const { path, version } = openapi;
  const document = path === undefined ? undefined : readDefinitions(files, folder, path);
  if (schema.isSet) return;
  if (document && version !== undefined) {
    throw new KustomizeError('builtin version and custom schema provided, cannot use both');
  }
  if (document) Object.assign(schema, { keysOf: keysOfDefinitions(document), isSet: true });
  else if (version) {
    if (version !== builtinVersion) {
      throw new KustomizeError('the specified OpenAPI version is not built in', {
        file: join(folder, 'kustomization.yaml'),
        line: 1,
      });
    }
    schema.isSet = true;
  }
}

function readDefinitions(files: BuildFiles, folder: string, path: string): JsonObject {
  const file = pathFrom(files, folder, path);
  if (!files.tree.has(file)) throw new KustomizeError(`open ${printPath(files, file)}: no such file or directory`);
  const [document] = loadDocuments(files, file);
  const definitions = isJsonObject(document?.value) ? document.value.definitions : undefined;
  return isJsonObject(definitions) ? definitions : {};
}

/** The lists of kinds in OpenAPI definitions that are merged, and by which keys (PatchStrategyAndKeyList). */
function keysOfDefinitions(definitions: JsonObject): KeysOf {
  const kinds = new Map<string, JsonObject>();
  for (const definition of Object.values(definitions)) {
    if (!isJsonObject(definition)) continue;
    for (const gvk of list(definition['x-kubernetes-group-version-kind'])) {
      if (isJsonObject(gvk)) kinds.set(`${gvk.group ?? ''}/${gvk.version ?? ''}/${gvk.kind ?? ''}`, definition);
    }
  }
  return (object) => {
    const apiVersion = String(object.apiVersion);
    const kind = kinds.get(`${apiVersion.includes('/') ? apiVersion : `/${apiVersion}`}/${String(object.kind)}`);
    return (path) => {
      let schema: JsonObject | undefined = kind;
      for (const step of path.split('/')) schema = fieldOf(definitions, elementsOf(definitions, schema), step);
      return schema && mergedBy(schema);
    };
  };
}

const list = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : []);

function mergedBy(schema: JsonObject): readonly string[] | undefined {
  if (!String(schema['x-kubernetes-patch-strategy'] ?? '').includes('merge')) return undefined;
  const keys = list(schema['x-kubernetes-list-map-keys']).map(String);
  const key = schema['x-kubernetes-patch-merge-key'];
  return keys.length > 0 ? keys : key === undefined ? [] : [String(key)];
}

/** A field of a schema; the lists on the way are passed through. */
function fieldOf(definitions: JsonObject, schema: JsonObject | undefined, field: string): JsonObject | undefined {
  const properties = isJsonObject(schema?.properties) ? schema.properties : {};
  return resolve(definitions, Object.hasOwn(properties, field) ? properties[field] : schema?.additionalProperties);
}

const elementsOf = (definitions: JsonObject, schema: JsonObject | undefined): JsonObject | undefined =>
  schema?.type === 'array' ? resolve(definitions, schema.items) : schema;

/** Names of definitions lead to others; one that leads to itself leads nowhere. */
function resolve(definitions: JsonObject, schema: Json | undefined): JsonObject | undefined {
  let at = schema;
  for (let i = 0; i < 20 && isJsonObject(at) && typeof at.$ref === 'string'; i++) {
    const name = at.$ref.replace('#/definitions/', '');
    at = Object.hasOwn(definitions, name) ? definitions[name] : undefined;
  }
  return isJsonObject(at) ? at : undefined;
}
