import { isJsonObject, type JsonObject } from '../../kube/json.ts';
import type { Json } from '../../kube/object.ts';
import { loadPairs } from './key-values.ts';
import type { GeneratorEntry, GeneratorOptions, Kustomization } from './kustomization.ts';
import { KustomizeError } from './kustomize-error.ts';
import type { BuildFiles } from './loader.ts';
import {
  allIds,
  type Behavior,
  currentId,
  idKey,
  makeResource,
  metadataOf,
  nameOf,
  namespaceOf,
  printId,
  type Resource,
  textsOf,
  withMetadata,
} from './resource.ts';

type GeneratedKind = 'ConfigMap' | 'Secret';

/** The ConfigMaps, then the Secrets that a kustomization generates (api/internal/generators). */
export function generate(
  files: BuildFiles,
  folder: string,
  file: string,
  kustomization: Pick<Kustomization, 'configMapGenerator' | 'secretGenerator' | 'generatorOptions'>,
): readonly Resource[] {
  const make = (kind: GeneratedKind) => (entry: GeneratorEntry) => {
    const options = mergeOptions(entry.options, kustomization.generatorOptions);
    const object = makeObject(kind, entry, options, loadPairs(files, folder, entry));
    const resource = makeResource(object, { file, line: 1, document: 0 });
    const behavior: Behavior = entry.behavior === 'merge' || entry.behavior === 'replace' ? entry.behavior : 'create';
    return { ...resource, hashed: !options.disableNameSuffixHash, behavior };
  };
  return [
    ...kustomization.configMapGenerator.map(make('ConfigMap')),
    ...kustomization.secretGenerator.map(make('Secret')),
  ];
}

function mergeOptions(own: GeneratorOptions = {}, common: GeneratorOptions = {}): GeneratorOptions {
  return {
    labels: { ...common.labels, ...own.labels },
    annotations: { ...common.annotations, ...own.annotations },
    disableNameSuffixHash: own.disableNameSuffixHash || common.disableNameSuffixHash,
    immutable: own.immutable || common.immutable,
  };
}

function makeObject(
  kind: GeneratedKind,
  entry: GeneratorEntry,
  options: GeneratorOptions,
  pairs: ReadonlyMap<string, string>,
): JsonObject {
  if (!entry.name) throw new KustomizeError('a configmap must have a name');
  const { labels = {}, annotations = {} } = options;
  const metadata: Record<string, Json> = { name: entry.name };
  if (entry.namespace) metadata.namespace = entry.namespace;
  if (Object.keys(labels).length > 0) metadata.labels = labels;
  if (Object.keys(annotations).length > 0) metadata.annotations = annotations;
  const encode = (text: string) => (kind === 'Secret' ? inLines(Buffer.from(text, 'utf8').toString('base64')) : text);
  const data = Object.fromEntries([...pairs].map(([key, value]) => [key, encode(value)]));
  return {
    apiVersion: 'v1',
    kind,
    metadata,
    ...(kind === 'Secret' && { type: entry.type || 'Opaque' }),
    // A Secret has its field even when it is empty.
    ...((pairs.size > 0 || kind === 'Secret') && { data }),
    ...(options.immutable && { immutable: true }),
  };
}

/** Takes generated resources in: new ones at the end, others merged into or put in place of what is there (AbsorbAll). */
export function absorb(resources: readonly Resource[], generated: readonly Resource[]): readonly Resource[] {
  const result = [...resources];
  for (const resource of generated) {
    const key = idKey(currentId(resource));
    const matches = result.filter((candidate) => allIds(candidate).some((id) => idKey(id) === key));
    const id = printId(currentId(resource), namespaceOf(resource.object));
    if (matches.length > 1) throw new KustomizeError(`found multiple objects that could accept merge of ${id}`);
    const [old] = matches;
    const joins = resource.behavior === 'merge' || resource.behavior === 'replace';
    if (old && !joins) {
      throw new KustomizeError(
        `${printGoId(resource)} exists; can not use behavior: '${resource.behavior}', behavior must be merge or replace`,
        resource.origin,
      );
    }
    if (!old && joins)
      throw new KustomizeError(`${printGoId(resource)} does not exist; cannot merge or replace`, resource.origin);
    if (old) result[result.indexOf(old)] = joinInto(old, resource);
    else result.push(resource);
  }
  return result;
}

/** An identity as Go's `%#v` prints it. */
function printGoId(resource: Resource): string {
  const { version, kind, name } = currentId(resource);
  const gvk = `resid.Gvk{Group:"", Version:"${version}", Kind:"${kind}", isClusterScoped:false}`;
  return `merging from generator: id resid.ResId{Gvk:${gvk}, Name:"${name}", Namespace:"${namespaceOf(resource.object)}"}`;
}

function joinInto(old: Resource, next: Resource): Resource {
  const texts = (field: 'labels' | 'annotations') => {
    const joined = { ...textsOf(old.object, field), ...textsOf(next.object, field) };
    return Object.keys(joined).length > 0 ? joined : undefined;
  };
  const named = withMetadata(next.object, {
    name: nameOf(old.object),
    namespace: metadataOf(old.object).namespace,
    labels: texts('labels'),
    annotations: texts('annotations'),
  });
  const object = next.behavior === 'merge' ? withData(named, old.object) : named;
  return { ...old, object, hashed: next.hashed, behavior: next.behavior };
}

function withData(next: JsonObject, old: JsonObject): JsonObject {
  const result: Record<string, Json> = { ...next };
  for (const field of ['data', 'binaryData']) {
    const [before, after] = [old[field], next[field]];
    if (isJsonObject(before)) result[field] = { ...before, ...(isJsonObject(after) ? after : {}) };
  }
  return result;
}

const lineLength = 70;

/** Base64 as kustomize writes it into Secrets: what is as long as a line or longer is broken into lines, each with its end (kyaml yaml/datamap.go encodeBase64). */
const inLines = (base64: string): string => (base64.length < lineLength ? base64 : base64.replace(/.{1,70}/g, '$&\n'));
