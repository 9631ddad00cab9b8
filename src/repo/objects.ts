import type { FileTree } from '../core/file-tree.ts';
import type { Finding } from '../core/finding.ts';
import { runInTurns, type Steps } from '../core/pause.ts';
import { isJsonObject } from '../kube/json.ts';
import type { Json, UnknownObject } from '../kube/object.ts';
import type { Origin, SourcedObject } from '../kube/origin.ts';
import { isKubeObject, isYamlFile, readingSteps } from './documents.ts';

/** The objects of a tree, and what is wrong with their files. */
export interface ObjectReading {
  readonly objects: readonly SourcedObject[];
  readonly findings: readonly Finding[];
}

/** Client-side files in the shape of objects: never sent to a cluster. */
const localGroups = /^(kustomize\.config\.k8s\.io|config\.kubernetes\.io)\//;

/**
 * All Kubernetes objects of a tree with file, line and document, in path order; lists are unfolded.
 * Other YAML (Helm values, kustomization files) is left out; YAML that cannot be read is a finding.
 */
export function* objectSteps(tree: FileTree): Steps<ObjectReading> {
  const objects: SourcedObject[] = [];
  const findings: Finding[] = [];
  for (const file of tree.keys()) {
    if (!(isYamlFile(file) || file.endsWith('.json'))) continue;
    const reading = yield* readingSteps(tree, file);
    if (!reading) continue;
    for (const each of reading.findings) findings.push(each);
    for (const { value, index, line } of reading.documents) {
      collect(value, { file, line, document: index }, objects);
    }
  }
  return { objects, findings };
}

/** The objects alone; the event loop turns meanwhile. */
export const readObjectsInTurns = async (tree: FileTree): Promise<readonly SourcedObject[]> =>
  (await runInTurns(objectSteps(tree), documentsPerTurn)).objects;

const documentsPerTurn = 50;

function collect(value: Json, origin: Origin, objects: SourcedObject[]): void {
  if (
    isJsonObject(value) &&
    typeof value.kind === 'string' &&
    value.kind.endsWith('List') &&
    Array.isArray(value.items)
  ) {
    for (const item of value.items as readonly Json[]) collect(item, origin, objects);
  } else if (isKubeObject(value) && !localGroups.test(String(value.apiVersion))) {
    objects.push({ object: value as UnknownObject, origin });
  }
}
