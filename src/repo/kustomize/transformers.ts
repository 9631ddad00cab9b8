import { compileGoRegexp } from '../../core/go-regexp.ts';
import { isJsonObject, type JsonObject } from '../../kube/json.ts';
import type { Json } from '../../kube/object.ts';
import { changeFields, type FieldSpec, shareList } from './field-path.ts';
import {
  annotationFields,
  imageFields,
  metadataLabelFields,
  namespaceFields,
  replicaFields,
  selectorLabelFields,
  templateLabelFields,
} from './field-specs.ts';
import { goJson } from './hash.ts';
import type { ImageEntry, LabelEntry } from './kustomization.ts';
import { KustomizeError } from './kustomize-error.ts';
import {
  allIds,
  currentId,
  idKey,
  isClusterWide,
  keepId,
  nameOf,
  namespaceOf,
  originalId,
  printGvk,
  type Resource,
  textsOf,
  withMetadata,
} from './resource.ts';

type Change = (resource: Resource) => Resource;

const withObject = (resource: Resource, object: JsonObject): Resource =>
  object === resource.object ? resource : { ...resource, object };

/** Sets the namespace of everything that has one, and renames Namespace objects (api/filters/namespace/namespace.go). */
export function setNamespace(resources: readonly Resource[], namespace: string): readonly Resource[] {
  const changed = resources.map((resource) => withObject(keepId(resource), inNamespace(resource.object, namespace)));
  const seen = new Map<string, Resource>();
  for (const resource of changed) {
    const key = idKey(currentId(resource));
    const other = seen.get(key);
    if (other) {
      const both = [other, resource].map(printWithPrevious).join(' ');
      throw new KustomizeError(`namespace transformation produces ID conflict: [${both}]`, resource.origin);
    }
    seen.set(key, resource);
  }
  return changed;
}

/** A resource as kustomize prints it while it works on it: with the annotations it keeps its former names in. */
function printWithPrevious({ object, previous }: Resource): string {
  const list = (field: 'kind' | 'name' | 'namespace') => previous.map((id) => id[field]).join(',');
  const annotations = {
    ...textsOf(object, 'annotations'),
    'internal.config.kubernetes.io/previousKinds': list('kind'),
    'internal.config.kubernetes.io/previousNames': list('name'),
    'internal.config.kubernetes.io/previousNamespaces': list('namespace'),
  };
  return goJson(withMetadata(object, { annotations }));
}

function inNamespace(object: JsonObject, namespace: string): JsonObject {
  const { group, kind } = currentId({ object });
  let result = object;
  if (!isClusterWide(group, kind)) {
    if (namespaceOf(object) !== namespace) result = withMetadata(object, { namespace });
  } else if (kind === 'Namespace' && object.apiVersion === 'v1') result = withMetadata(object, { name: namespace });
  if (kind === 'RoleBinding' || kind === 'ClusterRoleBinding') result = bindDefaultAccounts(result, namespace);
  return changeFields(result, namespaceFields, () => namespace);
}

function bindDefaultAccounts(object: JsonObject, namespace: string): JsonObject {
  if (!Array.isArray(object.subjects)) return object;
  const subjects = shareList(object.subjects as readonly Json[], (subject) =>
    isJsonObject(subject) && subject.name === 'default' ? { ...subject, namespace } : subject,
  );
  return { ...object, subjects };
}

const unnamed = (resource: Resource): boolean => {
  const { group, kind } = originalId(resource);
  const service = group === 'apiregistration.k8s.io' && kind === 'APIService';
  return kind === 'CustomResourceDefinition' || kind === 'Namespace' || service;
};

/** api/internal/builtins/PrefixTransformer.go */
export const addPrefix =
  (prefix: string): Change =>
  (resource) =>
    unnamed(resource)
      ? resource
      : {
          ...keepId(resource),
          prefixes: [...resource.prefixes, prefix],
          object: withMetadata(resource.object, { name: prefix + nameOf(resource.object) }),
        };

/** api/internal/builtins/SuffixTransformer.go */
export const addSuffix =
  (suffix: string): Change =>
  (resource) =>
    unnamed(resource)
      ? resource
      : {
          ...keepId(resource),
          suffixes: [...resource.suffixes, suffix],
          object: withMetadata(resource.object, { name: nameOf(resource.object) + suffix }),
        };

const setPairs =
  (pairs: JsonObject, specs: readonly FieldSpec[]): Change =>
  (resource) =>
    withObject(
      resource,
      changeFields(resource.object, specs, (old) => ({ ...(isJsonObject(old) ? old : {}), ...pairs })),
    );

const asTexts = (pairs: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(pairs).map(([key, value]) => [key, value === null ? '' : String(value)]));

/** One entry of `labels`, or `commonLabels` (api/internal/target/kusttarget_configplugin.go LabelTransformer). */
export function addLabels(entry: LabelEntry): Change {
  const specs = entry.includeSelectors
    ? selectorLabelFields
    : entry.includeTemplates
      ? templateLabelFields
      : metadataLabelFields;
  return setPairs(asTexts(entry.pairs ?? {}), [...(entry.fields ?? []), ...specs]);
}

export const addAnnotations = (pairs: JsonObject): Change => setPairs(asTexts(pairs), annotationFields);

/** api/internal/builtins/ReplicaCountTransformer.go */
export function setReplicas(
  resources: readonly Resource[],
  replica: { readonly name: string; readonly count: number },
): readonly Resource[] {
  const scalable = (resource: Resource) =>
    allIds(resource).some((id) => id.name === replica.name && replicaFields.some((spec) => spec.kind === id.kind));
  if (!resources.some(scalable)) {
    const kinds = ['Deployment', 'StatefulSet', 'ReplicaSet', 'ReplicationController'];
    const gvks = kinds.map((kind) => printGvk({ group: '', version: '', kind })).join(' ');
    throw new KustomizeError(
      `resource with name ${replica.name} does not match a config with the following GVK [${gvks}]`,
    );
  }
  return resources.map((resource) =>
    scalable(resource)
      ? withObject(
          resource,
          changeFields(resource.object, replicaFields, () => replica.count),
        )
      : resource,
  );
}

/** Changes images that match an entry of `images` (api/filters/imagetag). Objects of CustomResourceDefinition are left alone. */
export function setImage(entry: ImageEntry): Change {
  const compiled = compileGoRegexp(`^${entry.name}(:[a-zA-Z0-9_.{}-]*)?(@sha256:[a-zA-Z0-9_.{}-]*)?$`);
  // Upstream ends in a panic here.
  if ('problem' in compiled) throw new KustomizeError(`image name ${entry.name}: ${compiled.problem}`);
  const { matches } = compiled.regexp;
  const set = (value: Json | undefined): Json =>
    typeof value === 'string' && matches(value) ? changeImage(value, entry) : (value ?? null);
  return (resource) => {
    if (resource.object.kind === 'CustomResourceDefinition') return resource;
    const pods = changeFields(resource.object, imageFields, set);
    return withObject(resource, inContainers(pods, set) as JsonObject);
  };
}

/** The legacy filter: `image` of everything in a list called `containers` or `initContainers`, wherever it stands. */
function inContainers(value: Json, set: (value: Json | undefined) => Json): Json {
  if (Array.isArray(value)) return shareList(value, (item) => inContainers(item, set));
  if (!isJsonObject(value)) return value;
  let next: JsonObject = value;
  for (const key of Object.keys(value)) {
    const old = value[key]!;
    if (typeof old !== 'object' || old === null) continue;
    const list = (key === 'containers' || key === 'initContainers') && Array.isArray(old);
    const changed = list ? shareList(old as readonly Json[], (item) => ofContainer(item, set)) : inContainers(old, set);
    if (changed !== old) next = { ...next, [key]: changed };
  }
  return next;
}

function ofContainer(item: Json, set: (value: Json | undefined) => Json): Json {
  if (!isJsonObject(item) || typeof item.image !== 'string') return item;
  const image = set(item.image);
  return image === item.image ? item : { ...item, image };
}

function changeImage(value: string, entry: ImageEntry): string {
  const parts = splitImage(value);
  const name = entry.newName || parts.name;
  let { tag, digest } = parts;
  if (entry.newTag || entry.digest) {
    tag = entry.newTag ?? '';
    digest = entry.digest ?? '';
  } else if (entry.tagSuffix) {
    tag += entry.tagSuffix;
    digest = '';
  }
  return `${name}${tag && `:${tag}`}${digest && `@${digest}`}`;
}

/** Name, tag and digest of an image (api/internal/image/image.go Split). */
function splitImage(image: string): { name: string; tag: string; digest: string } {
  const slash = Math.max(image.indexOf('/'), 0);
  const at = image.indexOf('@', slash);
  const colon = image.indexOf(':', slash);
  if (at >= 0 && (colon < 0 || at < colon)) return { name: image.slice(0, at), tag: '', digest: image.slice(at + 1) };
  if (colon < 0) return { name: image, tag: '', digest: '' };
  if (at < 0) return { name: image.slice(0, colon), tag: image.slice(colon + 1), digest: '' };
  return { name: image.slice(0, colon), tag: image.slice(colon + 1, at), digest: image.slice(at + 1) };
}
