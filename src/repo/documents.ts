import type { FileTree } from '../core/file-tree.ts';
import { runAtOnce, type Steps } from '../core/pause.ts';
import { isJsonObject, type JsonObject } from '../kube/json.ts';
import { documentSteps, readDocuments, type YamlReading } from '../kube/yaml-read.ts';

/** Unquoted words and folded texts, which kustomize reads otherwise than the other tools. */
const words = /(?:^|[\s,[{:-])(?:y|n|yes|no|on|off)\s*(?:$|[\s,\]}:#])|[:\s]>[-+]?\s*(?:#.*)?$/im;

const built = new WeakMap<FileTree, Map<string, YamlReading>>();

/** The documents of a file as kustomize reads it; undefined when there is no such file. */
export function manifestsOf(tree: FileTree, file: string): YamlReading | undefined {
  const text = tree.get(file);
  if (text === undefined || !words.test(text)) return documentsOf(tree, file);
  const readings = built.get(tree) ?? new Map<string, YamlReading>();
  built.set(tree, readings);
  const reading = readings.get(file) ?? readDocuments(text, file, 'kustomize');
  readings.set(file, reading);
  return reading;
}

const cache = new WeakMap<FileTree, Map<string, YamlReading>>();

/** The documents of a file of the tree, parsed once a tree; undefined when there is no such file. */
export const documentsOf = (tree: FileTree, file: string): YamlReading | undefined =>
  runAtOnce(readingSteps(tree, file));

/** As {@link documentsOf}, a document a step. */
export function* readingSteps(tree: FileTree, file: string): Steps<YamlReading | undefined> {
  let readings = cache.get(tree);
  if (!readings) {
    readings = new Map();
    cache.set(tree, readings);
  }
  const known = readings.get(file);
  if (known && tree.has(file)) return known;
  const text = tree.get(file);
  if (text === undefined) return undefined;
  const reading = yield* documentSteps(text, file);
  readings.set(file, reading);
  return reading;
}

/** Lets a tree that holds some files of another one use what was read of them. */
export function shareReadings(part: FileTree, whole: FileTree): void {
  for (const known of [cache, built]) {
    const readings = known.get(whole);
    if (readings) known.set(part, readings);
  }
}

/** Whether a file name is that of a YAML file. */
export const isYamlFile = (path: string): boolean => path.endsWith('.yaml') || path.endsWith('.yml');

/** File names by which kustomize knows a folder as its own. */
export const kustomizationNames: readonly string[] = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/** Whether a value is an object of Kubernetes: it names its kind and itself. */
export const isKubeObject = (value: unknown): value is JsonObject =>
  isJsonObject(value) &&
  typeof value.apiVersion === 'string' &&
  typeof value.kind === 'string' &&
  isJsonObject(value.metadata) &&
  typeof value.metadata.name === 'string';
