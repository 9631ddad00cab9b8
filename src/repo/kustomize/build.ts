import type { Json } from '../../kube/object.ts';
import { foldersOf } from '../folders.ts';
import { readConfigurations } from './configurations.ts';
import { absorb, generate } from './generators.ts';
import { hashObject } from './hash.ts';
import { type Kustomization, readKustomization } from './kustomization.ts';
import { KustomizeError, prefixError } from './kustomize-error.ts';
import { type BuildFiles, findKustomization, loadDocuments, loadResources, pathFrom, printPath } from './loader.ts';
import type { NameReferences } from './name-reference-table.ts';
import { fixReferences } from './name-references.ts';
import { applyMergeFile, applyPatch } from './patches.ts';
import { applyReplacements } from './replacements.ts';
import {
  currentId,
  idKey,
  keepId,
  nameOf,
  namespaceOf,
  printId,
  type Resource,
  textsOf,
  withMetadata,
} from './resource.ts';
import { sortResources } from './sort-order.ts';
import {
  addAnnotations,
  addLabels,
  addPrefix,
  addSuffix,
  setImage,
  setNamespace,
  setReplicas,
} from './transformers.ts';

/** The kustomization file of a folder, where it stands, and what it says. */
export interface Target {
  readonly folder: string;
  readonly file: string;
  readonly kustomization: Kustomization;
}

/**
 * `kustomize build` of a target, in-process (kustomize api 0.21.1, krusty/kustomizer.go, load restrictions off inside the tree).
 * Throws a KustomizeError with kustomize's text when it refuses.
 */
export function buildTarget(files: BuildFiles, target: Target): readonly Resource[] {
  return build(files, target, []);
}

/** What a kustomization file without files of its own makes of resources that are at hand. Throws a KustomizeError. */
export function buildResources(given: readonly Resource[], fields: Json): readonly Resource[] {
  const files: BuildFiles = { tree: new Map(), root: '/' };
  const kustomization = readKustomization(fields, { strict: false, root: '/' });
  const sum: Sum = { resources: [], ids: new Set() };
  append(sum, given, 'helm-output.yaml');
  return build(files, { folder: '', file: 'kustomization.yaml', kustomization }, sum.resources);
}

function build(files: BuildFiles, target: Target, given: readonly Resource[]): readonly Resource[] {
  const notes = target.kustomization.buildMetadata.includes('originAnnotations');
  const references: NameReferences[] = [];
  const accumulated = accumulate({ files, notes, visited: [target.folder], references }, target, given);
  const hashed = accumulated.map((resource) => (resource.hashed ? withHash(resource) : resource));
  const fixed = fixReferences(hashed, references).filter((resource) => !isLocal(resource));
  const sorted = sortResources(fixed, target.kustomization.sortOptions);
  return notes ? sorted.map(withOriginNote) : sorted;
}

/** Reads the kustomization file of a folder. */
export function readTarget(files: BuildFiles, folder: string, strict: boolean): Target {
  const file = findKustomization(files, folder);
  const [document] = loadDocuments(files, file);
  try {
    const options = { strict, root: printPath(files, folder) };
    return { folder, file, kustomization: readKustomization(document?.value ?? ({} as Json), options) };
  } catch (thrown) {
    if (thrown instanceof KustomizeError) throw new KustomizeError(thrown.message, { file, line: document?.line ?? 1 });
    throw thrown;
  }
}

interface Building {
  readonly files: BuildFiles;
  readonly notes: boolean;
  /** Folders on the way down: a base may not contain one of them. */
  readonly visited: readonly string[];
  /** Grows by those that the configurations of targets add: names are followed once, over all that was built. */
  readonly references: NameReferences[];
}

/** Resources of a target before names are final; `given` are those of the parent of a component. */
function accumulate(building: Building, target: Target, given: readonly Resource[]): readonly Resource[] {
  const { kustomization, folder, file } = target;
  const sum: Sum = { resources: [...given], ids: new Set(given.map((resource) => idKey(currentId(resource)))) };
  if (kustomization.unsupported.length > 0) {
    throw new KustomizeError(`not followed here: ${kustomization.unsupported.join(', ')}`, {
      file,
      line: 1,
      knownBy: 'a kustomization file without these fields, or what it builds as plain files',
    });
  }
  for (const path of kustomization.resources) {
    try {
      addResource(building, target, sum, path);
    } catch (thrown) {
      throw at(prefixError('accumulating resources', thrown), file);
    }
  }
  try {
    building.references.push(...readConfigurations(building.files, folder, kustomization.configurations));
    let resources = absorb(sum.resources, generate(building.files, folder, file, kustomization));
    for (const path of kustomization.components) resources = addComponent(building, target, resources, path);
    return transform(building.files, target, resources);
  } catch (thrown) {
    throw at(thrown, file);
  }
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
    throw new KustomizeError(`accumulation err='${failure.message}': ${base.message}`, failure.file ? failure : {});
  }
  try {
    append(sum, addBase(building, base), base, 'recursed merging from path');
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

function addBase(building: Building, base: string): readonly Resource[] {
  const printed = printPath(building.files, base);
  const target = openTarget(building, base, printed);
  if (target.kustomization.kind === 'Component')
    throw new KustomizeError(`expected kind != 'Component' for path '${printed}'`);
  try {
    return accumulate({ ...building, visited: [...building.visited, base] }, target, []);
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

function addComponent(building: Building, target: Target, resources: readonly Resource[], path: string) {
  const base = openBase(building, target.folder, path);
  if (base instanceof KustomizeError) throw prefixError('accumulating components', quoted('loader.New', base));
  const printed = printPath(building.files, base);
  try {
    const component = openTarget(building, base, printed);
    const { kind } = component.kustomization;
    if (kind !== 'Component')
      throw new KustomizeError(`expected kind 'Component' for path '${printed}' but got '${kind}'`);
    return accumulate({ ...building, visited: [...building.visited, base] }, component, resources);
  } catch (thrown) {
    throw prefixError('accumulating components', quoted('accumulateDirectory', thrown));
  }
}

function quoted(call: string, thrown: unknown): unknown {
  if (!(thrown instanceof KustomizeError)) return thrown;
  return new KustomizeError(`${call}: ${JSON.stringify(thrown.message)}`, thrown);
}

/** Adds resources; an identity may stand once only. */
function append(sum: Sum, more: readonly Resource[], from: string, verb = 'merging resources from'): void {
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

/** The built-in transformers in kustomize's order (api/internal/target/kusttarget_configplugin.go). */
function transform(files: BuildFiles, target: Target, given: readonly Resource[]): readonly Resource[] {
  const { kustomization: k, folder } = target;
  let resources = given;
  for (const path of k.patchesStrategicMerge) resources = applyMergeFile(files, folder, resources, path);
  for (const entry of k.patches) resources = applyPatch(files, folder, resources, entry);
  if (k.namespace) resources = setNamespace(resources, k.namespace);
  if (k.namePrefix) resources = resources.map(addPrefix(k.namePrefix));
  if (k.nameSuffix) resources = resources.map(addSuffix(k.nameSuffix));
  for (const entry of k.labels) resources = resources.map(addLabels(entry));
  if (Object.keys(k.commonLabels).length > 0) {
    resources = resources.map(addLabels({ pairs: k.commonLabels, includeSelectors: true }));
  }
  if (Object.keys(k.commonAnnotations).length > 0) resources = resources.map(addAnnotations(k.commonAnnotations));
  for (const entry of k.patchesJson6902) resources = applyPatch(files, folder, resources, entry);
  for (const replica of k.replicas) resources = setReplicas(resources, replica);
  for (const image of k.images) resources = resources.map(setImage(image));
  return k.replacements.length > 0 ? applyReplacements(files, folder, resources, k.replacements) : resources;
}

const withHash = (resource: Resource): Resource => ({
  ...keepId(resource),
  object: withMetadata(resource.object, { name: `${nameOf(resource.object)}-${hashObject(resource.object)}` }),
});

/** Files for tools on the way, not for the cluster. */
function isLocal(resource: Resource): boolean {
  const local = textsOf(resource.object, 'annotations')['config.kubernetes.io/local-config'];
  return local !== undefined && local !== 'false';
}

function withOriginNote(resource: Resource): Resource {
  const { file } = resource.origin;
  const generated = `configuredIn: ${file}\nconfiguredBy:\n  apiVersion: builtin\n  kind: ${resource.object.kind}Generator\n`;
  const annotations = {
    ...textsOf(resource.object, 'annotations'),
    'config.kubernetes.io/origin': resource.originNote ?? generated,
  };
  return { ...resource, object: withMetadata(resource.object, { annotations }) };
}
