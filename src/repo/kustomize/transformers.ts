import { compileGoRegexp } from '../../core/go-regexp.ts';
import { isJsonObject, type JsonObject } from '../../kube/json.ts';
import type { Json } from '../../kube/object.ts';
import { addPairs } from './add-pairs.ts';
import { changeFields, coversKind, type FieldSpec, shareList } from './field-path.ts';
import { goJson } from './hash.ts';
import type { ImageEntry, LabelEntry, ReplicaEntry } from './kustomization.ts';
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
  type ResourceId,
  textsOf,
  withMetadata,
} from './resource.ts';
import { mergeFields, type TransformerConfig } from './transformer-config.ts';

type Change = (resource: Resource) => Resource;

const withObject = (resource: Resource, object: JsonObject): Resource =>
  object === resource.object ? resource : { ...resource, object };

/** A namespace to be set: where, whether only where there is none, and in which subjects of role bindings. */
export interface NamespaceEntry {
  readonly namespace: string;
  readonly fields: readonly FieldSpec[];
  readonly unsetOnly?: boolean;
  readonly subjects?: 'defaultOnly' | 'allServiceAccounts' | 'none';
}

/** Sets the namespace of everything that has one, and renames Namespace objects (api/filters/namespace/namespace.go). */
export function setNamespace(resources: readonly Resource[], entry: NamespaceEntry): readonly Resource[] {
  const changed = resources.map((resource) => withObject(keepId(resource), inNamespace(resource.object, entry)));
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

function inNamespace(object: JsonObject, entry: NamespaceEntry): JsonObject {
  const { namespace, unsetOnly, subjects = 'defaultOnly' } = entry;
  const { group, kind } = currentId({ object });
  const binding = kind === 'RoleBinding' || kind === 'ClusterRoleBinding';
  const set = (old: Json | undefined): Json => (unsetOnly && old !== undefined && old !== '' ? old : namespace);
  let result = object;
  if (!isClusterWide(group, kind)) {
    const now = String(set(namespaceOf(object) || undefined));
    if (namespaceOf(object) !== now) result = withMetadata(object, { namespace: now });
  }
  if (binding && subjects !== 'none') result = bindAccounts(result, subjects, set);
  return changeFields(result, fieldsOf(entry.fields, object, binding), set);
}

/** What has rules of its own is left out: the namespace itself, names of all but Namespaces, subjects of role bindings. */
const fieldsOf = (fields: readonly FieldSpec[], object: JsonObject, binding: boolean): readonly FieldSpec[] =>
  fields.filter(({ path, kind = '' }) => {
    if (path === 'metadata/namespace') return false;
    if (path === 'metadata/name') return object.apiVersion === 'v1';
    return !(binding && path === 'subjects/namespace' && /^(Cluster)?RoleBinding$/.test(kind));
  });

function bindAccounts(
  object: JsonObject,
  mode: 'defaultOnly' | 'allServiceAccounts',
  set: (old: Json | undefined) => Json,
): JsonObject {
  if (!Array.isArray(object.subjects)) return object;
  const [field, wanted] = mode === 'defaultOnly' ? ['name', 'default'] : ['kind', 'ServiceAccount'];
  const subjects = shareList(object.subjects as readonly Json[], (subject) =>
    isJsonObject(subject) && subject[field!] === wanted ? { ...subject, namespace: set(subject.namespace) } : subject,
  );
  return { ...object, subjects };
}

const unnamed = (resource: Resource): boolean => {
  const { group, kind } = originalId(resource);
  const service = group === 'apiregistration.k8s.io' && kind === 'APIService';
  return kind === 'CustomResourceDefinition' || kind === 'Namespace' || service;
};

/** Adds to names and to other fields (api/internal/builtins/{Prefix,Suffix}Transformer.go). */
const addText =
  (end: 'prefixes' | 'suffixes', text: string, fields: readonly FieldSpec[]): Change =>
  (resource) => {
    if (unnamed(resource)) return resource;
    const joined = (old: string) => (end === 'prefixes' ? text + old : old + text);
    let result = resource;
    for (const field of fields.filter((each) => coversKind(each, originalId(resource)))) {
      if (field.path === 'metadata/name') {
        const kept = text === '' ? result : keepId(result);
        const object = withMetadata(result.object, { name: joined(nameOf(result.object)) });
        result = { ...kept, [end]: [...result[end], text], object };
      } else {
        const set = (old: Json | undefined) => (typeof old === 'object' ? (old ?? null) : joined(String(old ?? '')));
        result = withObject(result, changeFields(result.object, [{ ...field, create: false }], set));
      }
    }
    return result;
  };

export const addPrefix = (prefix: string, fields: readonly FieldSpec[]): Change => addText('prefixes', prefix, fields);

export const addSuffix = (suffix: string, fields: readonly FieldSpec[]): Change => addText('suffixes', suffix, fields);

/** Where a label goes that selects nothing. */
const onMetadata: readonly FieldSpec[] = [{ path: 'metadata/labels', create: true }];

/** One entry of `labels` (api/internal/target/kusttarget_configplugin.go LabelTransformer). */
export function addLabels(entry: LabelEntry, config: TransformerConfig): Change {
  const own = mergeFields(entry.fields ?? [], config.labels);
  if (entry.includeSelectors) return addPairs(entry.pairs ?? {}, mergeFields(own, config.commonLabels));
  const inTemplates = entry.includeTemplates ? mergeFields(own, config.templateLabels) : own;
  return addPairs(entry.pairs ?? {}, mergeFields(inTemplates, onMetadata));
}

/** api/internal/builtins/ReplicaCountTransformer.go */
export function setReplicas(
  resources: readonly Resource[],
  replica: ReplicaEntry,
  fields: readonly FieldSpec[],
): readonly Resource[] {
  const isMeant = (id: ResourceId) => id.name === replica.name && fields.some((field) => coversKind(field, id));
  const scalable = (resource: Resource) => allIds(resource).some(isMeant);
  if (!resources.some(scalable)) {
    const gvks = fields.map(({ group = '', version = '', kind = '' }) => printGvk({ group, version, kind })).join(' ');
    throw new KustomizeError(
      `resource with name ${replica.name} does not match a config with the following GVK [${gvks}]`,
    );
  }
  const set = (resource: Resource) => changeFields(resource.object, fields, () => replica.count);
  return resources.map((resource) => (scalable(resource) ? withObject(resource, set(resource)) : resource));
}

/** Changes images that match an entry of `images` (api/filters/imagetag). Objects of CustomResourceDefinition are left alone. */
export function setImage(entry: ImageEntry, fields: readonly FieldSpec[]): Change {
  // The table says `create`, but the filter makes none (api/filters/imagetag/imagetag.go has no CreateKind).
  const paths = fields.map((field) => ({ ...field, create: false }));
  const compiled = compileGoRegexp(`^${entry.name}(:[a-zA-Z0-9_.{}-]*)?(@sha256:[a-zA-Z0-9_.{}-]*)?$`);
  // Upstream ends in a panic here.
  if ('problem' in compiled) throw new KustomizeError(`image name ${entry.name}: ${compiled.problem}`);
  const { matches } = compiled.regexp;
  const set = (value: Json | undefined): Json =>
    typeof value === 'string' && matches(value) ? changeImage(value, entry) : (value ?? null);
  return (resource) => {
    if (resource.object.kind === 'CustomResourceDefinition') return resource;
    const pods = changeFields(resource.object, paths, set);
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
