import { isDeepStrictEqual } from 'node:util';
import { readDocuments } from '../../kube/yaml-read.ts';
import { addPairs } from './add-pairs.ts';
import { generate } from './generators.ts';
import { KustomizeError } from './kustomize-error.ts';
import { type BuildFiles, checkObject } from './loader.ts';
import { applyMergeFile, applyPatch } from './patches.ts';
import { type PluginConfig, readPluginConfig } from './plugin-config.ts';
import { applyReplacements } from './replacements.ts';
import { makeResource, originalId, printId, type Resource, withContentHash } from './resource.ts';
import { sortResources } from './sort-order.ts';
import { addPrefix, addSuffix, setImage, setNamespace, setReplicas } from './transformers.ts';
import { addValue } from './value-add.ts';

/** A plugin as a file of `generators`, `transformers` or `validators` describes it. */
export interface Plugin {
  readonly resource: Resource;
  /** It may look, and change nothing. */
  readonly validates?: boolean;
}

/** Whether an entry of such a list is YAML itself and not the path of it. */
export const isInline = (entry: string): boolean => /\n|: /.test(entry);

/** The plugins that YAML in a kustomization file describes. Throws a KustomizeError. */
export function loadPlugins(text: string, file: string): readonly Resource[] {
  const { documents } = readDocuments(text, file, 'kustomize');
  return documents.map(({ value }) => makeResource(checkObject(value, file, 1), { file, line: 1, document: 0 }));
}

/** What a built-in generator makes (api/internal/plugins/loader/loader.go LoadGenerator). Throws a KustomizeError. */
export function generateBy({ resource }: Plugin, files: BuildFiles, folder: string): readonly Resource[] {
  const kind = builtinKind(resource);
  if (kind === 'ConfigMapGenerator' || kind === 'SecretGenerator') {
    const entry = entryOf(readPluginConfig(resource, printId(originalId(resource))));
    const none = { configMapGenerator: [], secretGenerator: [], generatorOptions: undefined };
    const own = kind === 'SecretGenerator' ? { secretGenerator: [entry] } : { configMapGenerator: [entry] };
    return generate(files, folder, resource.origin.file, { ...none, ...own });
  }
  if (notFollowed.includes(kind)) {
    const knownBy = 'what it makes as plain files';
    throw new KustomizeError(`not followed here: ${kind}`, { ...resource.origin, knownBy });
  }
  const isKnown = Object.hasOwn(transformers, kind);
  const problem = isKnown
    ? `plugin ${printId(originalId(resource))} not a generator`
    : `unable to load builtin ${kind}`;
  throw new KustomizeError(`failed to load generator: ${problem}`, resource.origin);
}

/** Generators that need programs or what is not in the repository. */
const notFollowed: readonly string[] = ['HelmChartInflationGenerator', 'IAMPolicyGenerator'];

function entryOf(config: PluginConfig): PluginConfig {
  const name = config.name || config.metadata?.name;
  const namespace = config.namespace || config.metadata?.namespace;
  return { ...config, ...(name && { name }), ...(namespace && { namespace }) };
}

/** Resources as a built-in transformer leaves them (LoadTransformer); a validator that changes any is refused. Throws a KustomizeError. */
export function transformBy(
  { resource, validates }: Plugin,
  files: BuildFiles,
  folder: string,
  given: readonly Resource[],
): readonly Resource[] {
  const kind = builtinKind(resource);
  const transform = Object.hasOwn(transformers, kind) ? transformers[kind] : undefined;
  if (!transform) throw new KustomizeError(`unable to load builtin ${kind}`, resource.origin);
  const id = printId(originalId(resource));
  const result = transform(given, { config: readPluginConfig(resource, id), files, folder, id });
  const objects = (list: readonly Resource[]) => list.map(({ object }) => object);
  if (validates && !isDeepStrictEqual(objects(result), objects(given))) {
    throw new KustomizeError("validator shouldn't modify the resource map", resource.origin);
  }
  return result;
}

/** Flux and kubectl run no plugins but the built-in ones. */
function builtinKind(resource: Resource): string {
  const { kind, apiVersion } = resource.object;
  if (apiVersion === 'builtin') return String(kind);
  throw new KustomizeError(`external plugins disabled; unable to load external plugin '${String(kind)}'`, {
    file: resource.origin.file,
    line: resource.origin.line,
    plugin: String(kind),
  });
}

interface Setting {
  readonly config: PluginConfig;
  readonly files: BuildFiles;
  readonly folder: string;
  readonly id: string;
}

type Transform = (resources: readonly Resource[], setting: Setting) => readonly Resource[];

const renames =
  (field: 'prefix' | 'suffix', add: typeof addPrefix): Transform =>
  (resources, { config, id }) => {
    const { fieldSpecs } = config;
    if (!fieldSpecs) throw new KustomizeError(`plugin ${id} fails configuration: fieldSpecs is not expected to be nil`);
    return resources.map(add(config[field] ?? '', fieldSpecs));
  };

/** The built-in transformers, with the fields of their files (api/internal/builtins). */
const transformers: Readonly<Record<string, Transform>> = {
  AnnotationsTransformer: (resources, { config: { annotations = {}, fieldSpecs = [] } }) =>
    resources.map(addPairs(annotations, fieldSpecs)),
  LabelTransformer: (resources, { config: { labels = {}, fieldSpecs = [] } }) =>
    resources.map(addPairs(labels, fieldSpecs)),
  PrefixTransformer: renames('prefix', addPrefix),
  SuffixTransformer: renames('suffix', addSuffix),
  ImageTagTransformer: (resources, { config: { imageTag, fieldSpecs = [] } }) =>
    imageTag ? resources.map(setImage(imageTag, fieldSpecs)) : resources,
  ReplicaCountTransformer: (resources, { config: { replica = { name: '', count: 0 }, fieldSpecs = [] } }) =>
    setReplicas(resources, replica, fieldSpecs),
  NamespaceTransformer: (resources, { config }) => {
    const { metadata = {}, fieldSpecs: fields = [], unsetOnly = false, setRoleBindingSubjects: subjects } = config;
    if (!metadata.namespace) return resources;
    const entry = { namespace: metadata.namespace, fields, unsetOnly };
    return setNamespace(resources, { ...entry, ...(subjects && { subjects }) });
  },
  PatchTransformer: (resources, { config, files, folder }) => applyPatch(files, folder, resources, config),
  PatchJson6902Transformer: (resources, { config: { target, path, jsonOp }, files, folder }) =>
    applyPatch(files, folder, resources, {
      ...(target && { target }),
      ...(path && { path }),
      ...(jsonOp && { patch: jsonOp }),
    }),
  PatchStrategicMergeTransformer: (resources, { config: { paths = [], patches }, files, folder }) => {
    const texts = patches ? [...paths, `${patches}\n`] : paths;
    return texts.reduce((result, text) => applyMergeFile(files, folder, result, text), resources);
  },
  ReplacementTransformer: (resources, { config: { replacements = [] }, files, folder }) =>
    applyReplacements(files, folder, resources, replacements),
  ValueAddTransformer: addValue,
  HashTransformer: (resources) => resources.map((resource) => (resource.hashed ? withContentHash(resource) : resource)),
  SortOrderTransformer: (resources, { config: { sortOptions } }) => sortResources(resources, sortOptions),
};
