import { builtinResources } from '../../kube/builtin-resources.ts';
import { isJsonObject, type JsonObject } from '../../kube/json.ts';
import { groupOf, versionOf } from '../../kube/object.ts';
import type { Origin } from '../../kube/origin.ts';
import { hashObject } from './hash.ts';

/** What kustomize tells resources apart by (kyaml/resid/resid.go). */
export interface ResourceId {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly name: string;
  /** The effective namespace: `default` when unset, `_non_namespaceable_` for cluster-wide kinds. */
  readonly namespace: string;
}

export type Behavior = 'create' | 'replace' | 'merge';

/** A label or annotation that was added at several places of an object at once: the steps to the maps that hold it. */
export interface SharedValue {
  readonly key: string;
  readonly places: readonly (readonly (string | number)[])[];
}

/** A resource on its way through a build: never changed in place. */
export interface Resource {
  readonly object: JsonObject;
  readonly origin: Origin;
  /** Identities it had before its name or namespace was changed, oldest first. */
  readonly previous: readonly ResourceId[];
  readonly prefixes: readonly string[];
  readonly suffixes: readonly string[];
  /** The name gets a suffix computed from the content. */
  readonly hashed?: boolean;
  readonly behavior?: Behavior;
  /** Values that stand at several places, and are one. */
  readonly shared?: readonly SharedValue[];
  /** Variables that take their values from it. */
  readonly vars?: readonly string[];
  /** Text of the `config.kubernetes.io/origin` annotation when asked for. */
  readonly originNote?: string;
}

export const clusterWideNamespace = '_non_namespaceable_';

const clusterWide: ReadonlySet<string> = new Set(
  builtinResources.filter((resource) => !resource.namespaced).map(({ group, kind }) => `${group}/${kind}`),
);

/** Whether a kind is known to be cluster-wide; kinds that kustomize does not know count as namespaced. */
export const isClusterWide = (group: string, kind: string): boolean => clusterWide.has(`${group}/${kind}`);

export const makeResource = (object: JsonObject, origin: Origin): Resource => ({
  object,
  origin,
  previous: [],
  prefixes: [],
  suffixes: [],
});

const ids = new WeakMap<JsonObject, ResourceId>();

/** Identity as the object stands. */
export function currentId({ object }: Pick<Resource, 'object'>): ResourceId {
  const known = ids.get(object);
  if (known) return known;
  const apiVersion = textOf(object.apiVersion);
  const kind = textOf(object.kind);
  const group = groupOf(apiVersion);
  const namespace = isClusterWide(group, kind) ? clusterWideNamespace : namespaceOf(object) || 'default';
  const id = { group, version: versionOf(apiVersion), kind, name: nameOf(object), namespace };
  ids.set(object, id);
  return id;
}

/** Identity as the object was written. */
export const originalId = (resource: Resource): ResourceId => resource.previous[0] ?? currentId(resource);

/** All identities, oldest first, the current one last. */
export const allIds = (resource: Resource): readonly ResourceId[] => [...resource.previous, currentId(resource)];

export const idKey = (id: ResourceId): string => `${id.group}|${id.version}|${id.kind}|${id.namespace}|${id.name}`;

/** Remembers the present identity before the object is changed. */
export const keepId = (resource: Resource): Resource => ({
  ...resource,
  previous: [...resource.previous, currentId(resource)],
});

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

export const metadataOf = (object: JsonObject): JsonObject => (isJsonObject(object.metadata) ? object.metadata : {});

export const nameOf = (object: JsonObject): string => textOf(metadataOf(object).name);

export const namespaceOf = (object: JsonObject): string => textOf(metadataOf(object).namespace);

/** Labels or annotations of an object as texts. */
export function textsOf(object: JsonObject, field: 'labels' | 'annotations'): Readonly<Record<string, string>> {
  const value = metadataOf(object)[field];
  if (!isJsonObject(value)) return {};
  return Object.fromEntries(Object.entries(value).map(([key, text]) => [key, text === null ? '' : String(text)]));
}

/** The object with other fields in its metadata; undefined removes a field. */
export function withMetadata(
  object: JsonObject,
  fields: Readonly<Record<string, JsonObject[string] | undefined>>,
): JsonObject {
  const metadata: Record<string, JsonObject[string]> = { ...metadataOf(object) };
  for (const [field, value] of Object.entries(fields)) {
    if (value === undefined) delete metadata[field];
    else metadata[field] = value;
  }
  return { ...object, metadata };
}

/** The resource with the hash of its content at the end of its name (api/internal/builtins/HashTransformer.go). */
export const withContentHash = (resource: Resource): Resource => ({
  ...keepId(resource),
  object: withMetadata(resource.object, { name: `${nameOf(resource.object)}-${hashObject(resource.object)}` }),
});

/** Kind, version and group as kustomize prints them, e.g. `Secret.v1.[noGrp]` (kyaml/resid/gvk.go String). */
export const printGvk = (id: Pick<ResourceId, 'group' | 'version' | 'kind'>): string =>
  `${id.kind || '[noKind]'}.${id.version || '[noVer]'}.${id.group || '[noGrp]'}`;

/** An identity as kustomize prints it (kyaml/resid/resid.go String). */
export const printId = (id: ResourceId, namespace = id.namespace): string =>
  `${printGvk(id)}/${id.name || '[noName]'}.${namespace === 'default' || namespace === clusterWideNamespace ? '[noNs]' : namespace || '[noNs]'}`;
