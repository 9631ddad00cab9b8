import { foldersOf } from '../folders.ts';
import { readConfigurations } from './configurations.ts';
import { readCrdConfigurations } from './crd-configuration.ts';
import { type MergeSchema, takeSchema } from './custom-schema.ts';
import { absorb, generate } from './generators.ts';
import type { Var } from './kustomization.ts';
import { KustomizeError, prefixError } from './kustomize-error.ts';
import { type BuildFiles, loadResources, pathFrom, printPath } from './loader.ts';
import { generateBy, isInline, loadPlugins, transformBy } from './plugins.ts';
import { currentId, idKey, namespaceOf, printId, type Resource } from './resource.ts';
import { readTarget, type Target } from './target.ts';
import { transform } from './transform.ts';
import { mergeConfigs, type TransformerConfig } from './transformer-config.ts';
import { markVars } from './vars.ts';

/** What the targets of one build share. */
export interface Building {
  readonly files: BuildFiles;
  readonly schema: MergeSchema;
  readonly notes: boolean;
  /** Folders on the way down: a base may not contain one of them. */
  readonly visited: readonly string[];
  /** Variables of all targets so far: their values are put in once, over all that was built. */
  readonly vars: Map<string, Var>;
}

/** Resources, and the fields that transformers change in them: the configurations of bases hold for what is built on them. */
export interface Accumulated {
  readonly resources: readonly Resource[];
  readonly config: TransformerConfig | undefined;
}

/** Resources of a target before names are final; `given` are those of the parent of a component. */
export function accumulate(building: Building, target: Target, given: Accumulated): Accumulated {
  const { kustomization, folder, file } = target;
  if (kustomization.unsupported.length > 0) {
    throw new KustomizeError(`not followed here: ${kustomization.unsupported.join(', ')}`, {
      file,
      line: 1,
      knownBy: 'a kustomization file without these fields, or what it builds as plain files',
    });
  }
  try {
    takeSchema(building.files, building.schema, { folder, openapi: kustomization.openapi });
  } catch (thrown) {
    throw at(thrown, file);
  }
  const sum = addResources(building, target, startFrom(given), kustomization.resources);
  try {
    return addOwn(building, target, sum);
  } catch (thrown) {
    throw at(thrown, file);
  }
}

/** A sum that begins with what is given. */
export const startFrom = ({ resources, config }: Accumulated): Sum => ({
  resources: [...resources],
  ids: new Set(resources.map((resource) => idKey(currentId(resource)))),
  config,
});

function addResources(building: Building, target: Target, sum: Sum, paths: readonly string[]): Sum {
  for (const path of paths) {
    try {
      addResource(building, target, sum, path);
    } catch (thrown) {
      throw at(prefixError('accumulating resources', thrown), target.file);
    }
  }
  return sum;
}

/** What a target makes of its resources: generators, components, transformers, validators, variables (kusttarget.go accumulateTarget). */
function addOwn(building: Building, target: Target, sum: Sum): Accumulated {
  const { kustomization, folder, file } = target;
  const { files } = building;
  const own = readConfigurations(files, folder, kustomization.configurations);
  const crds = readCrdConfigurations(files, folder, kustomization.crds);
  const config = mergeConfigs(sum.config ? mergeConfigs(sum.config, own) : own, crds);
  let resources = absorb(sum.resources, generate(files, folder, file, kustomization));
  for (const plugin of readPlugins(building, target, kustomization.generators)) {
    resources = absorb(resources, generateBy(plugin, files, folder));
  }
  let all: Accumulated = { resources, config };
  for (const path of kustomization.components) all = addComponent(building, target, all, path);
  resources = transform(files, target, all.resources, all.config ?? config);
  for (const plugin of readPlugins(building, target, kustomization.transformers)) {
    resources = transformBy(plugin, files, folder, resources);
  }
  for (const plugin of readPlugins(building, target, kustomization.validators)) {
    transformBy({ ...plugin, validates: true }, files, folder, resources);
  }
  return { ...all, resources: markVars(resources, kustomization.vars, building.vars) };
}

/** Plugins of a list: each entry is their YAML, a file or a folder of it (configureExternalTransformers). */
function readPlugins(building: Building, target: Target, entries: readonly string[]) {
  if (entries.length === 0) return [];
  const inline = entries.filter(isInline).flatMap((text) => loadPlugins(text, target.file));
  const sum = addResources(
    building,
    target,
    startFrom({ resources: inline, config: undefined }),
    entries.filter((entry) => !isInline(entry)),
  );
  return sum.resources.map((resource) => ({ resource }));
}

/** Errors without a place are put at the kustomization file that was being read. */
function at(thrown: unknown, file: string): unknown {
  if (!(thrown instanceof KustomizeError) || thrown.file) return thrown;
  return new KustomizeError(thrown.message, { ...thrown, file, line: 1 });
}

/** What has been read so far, and its identities. */
interface Sum {
  readonly resources: Resource[];
  readonly ids: Set<string>;
  config: TransformerConfig | undefined;
}

function addResource(building: Building, target: Target, sum: Sum, path: string): void {
  let failure: KustomizeError;
  try {
    append(sum, readFile(building, target, path), path);
    return;
  } catch (thrown) {
    failure = thrown as KustomizeError;
  }
  const base = openBase(building, target.folder, path);
  if (base instanceof KustomizeError) {
    if (failure.malformed || failure.knownBy !== undefined) throw failure;
    throw new KustomizeError(`accumulation err='${failure.message}': ${base.message}`, {
      ...(failure.file !== undefined && failure),
      lacks: failure.lacks ?? base.lacks,
    });
  }
  try {
    const added = addBase(building, base);
    append(sum, added.resources, base, 'recursed merging from path');
    if (added.config) sum.config = sum.config ? mergeConfigs(sum.config, added.config) : added.config;
  } catch (thrown) {
    throw prefixError(`accumulation err='${failure.message}'`, thrown);
  }
}

function readFile(building: Building, target: Target, path: string): readonly Resource[] {
  try {
    return loadFile(building, target, path);
  } catch (thrown) {
    throw prefixError(`accumulating resources from '${path}'`, thrown);
  }
}

function loadFile({ files, notes }: Building, target: Target, path: string): readonly Resource[] {
  const file = pathFrom(files, target.folder, path);
  if (!files.tree.has(file)) {
    if (files.isWrittenLater?.(file)) return [];
    const missing = foldersOf(files.tree).has(file) ? 'read' : 'open';
    const reason = missing === 'read' ? 'is a directory' : 'no such file or directory';
    throw new KustomizeError(`${missing} ${printPath(files, file)}: ${reason}`);
  }
  const resources = loadResources(files, file);
  return notes ? resources.map((resource) => ({ ...resource, originNote: `path: ${file}\n` })) : resources;
}

/** The folder of a base, or why it is none. */
function openBase(building: Building, folder: string, path: string): string | KustomizeError {
  try {
    const base = pathFrom(building.files, folder, path);
    const printed = printPath(building.files, base);
    if (building.files.tree.has(base))
      return new KustomizeError(`must build at directory: '${printed}': file is not directory`);
    if (!foldersOf(building.files.tree).has(base)) {
      return new KustomizeError(
        `must build at directory: not a valid directory: evalsymlink failure on '${printed}' : lstat ${printed}: no such file or directory`,
        { lacks: base },
      );
    }
    const around = building.visited.findLast((seen) => seen === base || base === '' || seen.startsWith(`${base}/`));
    if (around !== undefined) {
      const visited = printPath(building.files, around);
      return new KustomizeError(`cycle detected: candidate root '${printed}' contains visited root '${visited}'`);
    }
    return base;
  } catch (thrown) {
    if (thrown instanceof KustomizeError) return thrown;
    throw thrown;
  }
}

function addBase(building: Building, base: string): Accumulated {
  const printed = printPath(building.files, base);
  const target = openTarget(building, base, printed);
  if (target.kustomization.kind === 'Component')
    throw new KustomizeError(`expected kind != 'Component' for path '${printed}'`);
  try {
    return accumulate({ ...building, visited: [...building.visited, base] }, target, {
      resources: [],
      config: undefined,
    });
  } catch (thrown) {
    throw prefixError(`recursed accumulation of path '${printed}'`, thrown);
  }
}

function openTarget({ files }: Building, folder: string, printed: string): Target {
  try {
    return readTarget(files, folder, true);
  } catch (thrown) {
    throw prefixError(`couldn't make target for path '${printed}'`, thrown);
  }
}

function addComponent(building: Building, target: Target, all: Accumulated, path: string): Accumulated {
  const base = openBase(building, target.folder, path);
  if (base instanceof KustomizeError) throw prefixError('accumulating components', quoted('loader.New', base));
  const printed = printPath(building.files, base);
  try {
    const component = openTarget(building, base, printed);
    const { kind } = component.kustomization;
    if (kind !== 'Component')
      throw new KustomizeError(`expected kind 'Component' for path '${printed}' but got '${kind}'`);
    return accumulate({ ...building, visited: [...building.visited, base] }, component, all);
  } catch (thrown) {
    throw prefixError('accumulating components', quoted('accumulateDirectory', thrown));
  }
}

function quoted(call: string, thrown: unknown): unknown {
  if (!(thrown instanceof KustomizeError)) return thrown;
  return new KustomizeError(`${call}: ${JSON.stringify(thrown.message)}`, thrown);
}

/** Adds resources; an identity may stand once only. */
export function append(sum: Sum, more: readonly Resource[], from: string, verb = 'merging resources from'): void {
  for (const resource of more) {
    const key = idKey(currentId(resource));
    if (sum.ids.has(key)) {
      const printed = printId(currentId(resource), namespaceOf(resource.object));
      const message = `${verb} '${from}': may not add resource with an already registered id: ${printed}`;
      throw new KustomizeError(message, resource.origin);
    }
    sum.ids.add(key);
    sum.resources.push(resource);
  }
}
