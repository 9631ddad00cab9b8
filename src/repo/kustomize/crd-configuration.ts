import { isJsonObject, type JsonObject } from '../../kube/json.ts';
import type { Json } from '../../kube/object.ts';
import type { FieldSpec } from './field-path.ts';
import { KustomizeError } from './kustomize-error.ts';
import { type BuildFiles, loadDocuments, pathFrom, printPath } from './loader.ts';
import type { NameReferences, TransformerConfig } from './transformer-config.ts';

type Lists = {
  -readonly [List in 'commonAnnotations' | 'commonLabels' | 'namePrefix']: FieldSpec[];
} & { nameReference: NameReferences[] };

/**
 * The fields that OpenAPI definitions in the files of `crds` mark with `x-kubernetes-` extensions
 * (api/internal/accumulator/loadconfigfromcrds.go). Manifests of CustomResourceDefinitions mark none. Throws a KustomizeError.
 */
export function readCrdConfigurations(
  files: BuildFiles,
  folder: string,
  paths: readonly string[],
): Partial<TransformerConfig> {
  const lists: Lists = { commonAnnotations: [], commonLabels: [], namePrefix: [], nameReference: [] };
  for (const path of paths) {
    const file = pathFrom(files, folder, path);
    if (!files.tree.has(file)) throw new KustomizeError(`open ${printPath(files, file)}: no such file or directory`);
    const [document] = loadDocuments(files, file);
    if (document && isJsonObject(document.value)) addTypes(lists, document.value);
  }
  return lists;
}

function addTypes(lists: Lists, types: JsonObject): void {
  for (const [name, type] of Object.entries(types)) {
    const properties = propertiesOf(type);
    if (!['kind', 'apiVersion', 'metadata'].every((field) => field in properties)) continue;
    addFields(lists, types, { kind: name.split('.').pop()!, type: name, path: [], within: [] });
  }
}

interface Walk {
  readonly kind: string;
  readonly type: string;
  readonly path: readonly string[];
  /** Types on the way down: one that contains itself ends no walk upstream, and is left here. */
  readonly within: readonly string[];
}

function addFields(lists: Lists, types: JsonObject, walk: Walk): void {
  if (walk.within.includes(walk.type)) return;
  for (const [name, property] of Object.entries(propertiesOf(types[walk.type]))) {
    if (!isJsonObject(property)) continue;
    const path = [...walk.path, name];
    const field = { kind: walk.kind, path: path.join('/') };
    if ('x-kubernetes-annotation' in property) lists.commonAnnotations.push(field);
    if ('x-kubernetes-label-selector' in property) lists.commonLabels.push(field);
    if ('x-kubernetes-identity' in property) lists.namePrefix.push(field);
    const [version, kind] = [property['x-kubernetes-object-ref-api-version'], property['x-kubernetes-object-ref-kind']];
    if (typeof version === 'string' && typeof kind === 'string') {
      const key = property['x-kubernetes-object-ref-name-key'];
      const named = { kind: walk.kind, path: [...path, typeof key === 'string' ? key : 'name'].join('/') };
      lists.nameReference.push({ kind, version, fields: [named] });
    }
    if (typeof property.$ref === 'string') {
      addFields(lists, types, { ...walk, type: property.$ref, path, within: [...walk.within, walk.type] });
    }
  }
}

function propertiesOf(type: Json | undefined): JsonObject {
  const schema = isJsonObject(type) ? (type.Schema ?? type.schema) : undefined;
  const properties = isJsonObject(schema) ? schema.properties : undefined;
  return isJsonObject(properties) ? properties : {};
}
