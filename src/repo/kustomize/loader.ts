import type { FileTree } from '../../core/file-tree.ts';
import { isJsonObject, type JsonObject } from '../../kube/json.ts';
import type { Json } from '../../kube/object.ts';
import { documentsOf, kustomizationNames, manifestsOf } from '../documents.ts';
import { foldersOf, resolvePath } from '../folders.ts';
import { isLeftOut } from '../source-ignore.ts';
import { KustomizeError } from './kustomize-error.ts';
import type { KeysOf } from './merge-keys.ts';
import { makeResource, type Resource, withMetadata } from './resource.ts';

/** The files a build reads from, and how their paths are printed in messages. */
export interface BuildFiles {
  readonly tree: FileTree;
  /** Where the tree stands for messages, e.g. `/tmp/kustomization-0`. */
  readonly root: string;
  /** Whether a file that is not there is written before anybody builds, by what is not known of: it then adds nothing. */
  readonly isWrittenLater?: (path: string) => boolean;
  /** By what lists are merged, where the build has a say in it. */
  readonly schema?: { readonly keysOf: KeysOf };
  /** Told of each file and folder that the build looks at. */
  readonly onRead?: (path: string) => void;
}

/** A path of the tree as messages show it. */
export const printPath = (files: BuildFiles, path: string): string => (path ? `${files.root}/${path}` : files.root);

const remote = /^(git::|gh:|ssh:\/\/|https?:\/\/|git@|github\.com[:/]|file:\/\/)|^[^/\s]+\.git([/?]|$)|\?ref=/i;

/** Whether a path names something outside the repository (kustomize api/internal/git/repospec.go). */
export const isRemote = (path: string): boolean => remote.test(path);

/** A path against a folder; refuses one that leaves the tree. */
export function pathFrom(files: BuildFiles, folder: string, path: string): string {
  if (isRemote(path)) {
    // What is known of elsewhere is found in the tree by its whole name.
    if (files.tree.has(path)) return path;
    throw new KustomizeError(`remote resource '${path}' is not read: only files of the repository are`, {
      knownBy: 'the files in the repository itself',
    });
  }
  const resolved = resolvePath(folder, path);
  if (resolved === undefined) {
    throw new KustomizeError(`security; file '${path}' is not in or below '${files.root}'`);
  }
  files.onRead?.(resolved);
  return resolved;
}

/** Text of a file, relative to a folder. */
export function loadText(files: BuildFiles, folder: string, path: string): string {
  const file = pathFrom(files, folder, path);
  const text = files.tree.get(file);
  if (text !== undefined) return text;
  const printed = printPath(files, file);
  if (files.tree.has(file) || isLeftOut(file)) {
    throw new KustomizeError(`${printed} is no text, and its bytes are not read`, { knownBy: 'a text in its place' });
  }
  if (foldersOf(files.tree).has(file)) throw new KustomizeError(`read ${printed}: is a directory`);
  throw new KustomizeError(`open ${printed}: no such file or directory`, { lacks: file });
}

/** The kustomization file of a folder; kustomize refuses none and more than one. */
export function findKustomization(files: BuildFiles, folder: string): string {
  const names = kustomizationNames.filter((name) => files.tree.has(join(folder, name)));
  for (const name of names) files.onRead?.(join(folder, name));
  if (names.length === 1) return join(folder, names[0]!);
  const printed = printPath(files, folder);
  if (names.length > 1) throw new KustomizeError(`Found multiple kustomization files under: ${printed}\n`);
  throw new KustomizeError(
    `unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '${printed}'`,
  );
}

export const join = (folder: string, name: string): string => (folder ? `${folder}/${name}` : name);

/** Documents of a file, or a refusal that carries the findings of the file. */
export function loadDocuments(
  files: BuildFiles,
  file: string,
  read: typeof documentsOf = documentsOf,
): readonly { value: Json; line: number; index: number }[] {
  const reading = read(files.tree, file);
  if (!reading) throw new KustomizeError(`open ${printPath(files, file)}: no such file or directory`, { lacks: file });
  const broken = reading.findings.find((finding) => finding.severity === 'error');
  if (broken) {
    const message = `MalformedYAMLError: yaml: line ${broken.line ?? 1}: ${broken.message} in File: ${file.split('/').pop()}`;
    throw new KustomizeError(message, { file, line: broken.line, findings: reading.findings, malformed: true });
  }
  return reading.documents;
}

const cache = new WeakMap<FileTree, Map<string, readonly Resource[]>>();

/** Resources of a manifest file: lists are unfolded at the end, as kustomize does (api/resource/factory.go). */
export function loadResources(files: BuildFiles, file: string): readonly Resource[] {
  files.onRead?.(file);
  let known = cache.get(files.tree);
  if (!known) {
    known = new Map();
    cache.set(files.tree, known);
  }
  const cached = known.get(file);
  if (cached) return cached;
  const resources: Resource[] = [];
  const queue = loadDocuments(files, file, manifestsOf).map(({ value, line, index }) => ({
    value,
    origin: { file, line, document: index },
  }));
  // Grows while it is walked: what is unfolded comes after all that is written.
  for (const { value, origin } of queue) {
    if (isJsonObject(value) && Object.keys(value).length === 0) continue;
    const object = checkObject(value, file, origin.line);
    if (String(object.kind).endsWith('List') && 'items' in object) {
      for (const item of listItems(object)) queue.push({ value: item, origin });
    } else resources.push(makeResource(withoutEmptyNotes(object), origin));
  }
  known.set(file, resources);
  return resources;
}

/** What kustomize writes on a resource while it works on it, it takes away again, and `annotations` with it when nothing is left. */
export function withoutEmptyNotes(object: JsonObject): JsonObject {
  if (!isJsonObject(object.metadata)) return object;
  const { annotations } = object.metadata;
  const none = annotations === null || (isJsonObject(annotations) && Object.keys(annotations).length === 0);
  return none ? withMetadata(object, { annotations: undefined }) : object;
}

function listItems(object: JsonObject): readonly Json[] {
  const { items } = object;
  if (items === null) return [];
  if (!Array.isArray(items))
    throw new KustomizeError(`expected array in ${object.kind}/items, but found ${typeof items}`);
  return items as readonly Json[];
}

/** What kustomize demands of a resource (kyaml/yaml/rnode.go GetValidatedMetadata, HasNilEntryInList). */
export function checkObject(value: Json, file: string, line?: number): JsonObject {
  const refuse = (message: string) => new KustomizeError(message, { file, line });
  if (!isJsonObject(value))
    throw refuse(`wrong Node Kind for  expected: MappingNode was ScalarNode: value: {${String(value)}}`);
  if (!isJsonObject(value.metadata) && !String(value.kind ?? '').endsWith('List')) {
    throw refuse(value.kind ? `missing metadata.name in object ${describe(value)}` : `missing Resource metadata`);
  }
  if (typeof value.kind !== 'string' || value.kind === '') throw refuse(`missing kind in object ${describe(value)}`);
  if (
    !value.kind.endsWith('List') &&
    !(value.metadata as JsonObject).name &&
    !(value.metadata as JsonObject).generateName
  ) {
    throw refuse(`missing metadata.name in object ${describe(value)}`);
  }
  const hole = findNull(value, '');
  if (hole) throw refuse(`empty item at ${hole} in object ${describe(value)}`);
  return value;
}

const describe = (value: JsonObject): string =>
  `{{${value.apiVersion ?? ''} ${value.kind ?? ''}} {{${isJsonObject(value.metadata) ? (value.metadata.name ?? '') : ''} } map[] map[]}}`;

function findNull(value: Json, path: string): string | undefined {
  if (Array.isArray(value)) {
    for (const item of value as readonly Json[]) {
      if (item === null) return path || '/';
      const inner = typeof item === 'object' ? findNull(item, path) : undefined;
      if (inner) return inner;
    }
  } else if (isJsonObject(value)) {
    for (const key in value) {
      const child = value[key]!;
      if (typeof child !== 'object' || child === null) continue;
      const inner = findNull(child, `${path}/${key}`);
      if (inner) return inner;
    }
  }
  return undefined;
}
