import { isJsonObject, type JsonObject } from '../../kube/json.ts';
import type { Json } from '../../kube/object.ts';
import { applyJsonPatch } from '../../kube/patch-json.ts';
import { readDocuments } from '../../kube/yaml-read.ts';
import { writeGoYaml } from '../go-yaml-text.ts';
import type { PatchEntry } from './kustomization.ts';
import { KustomizeError, prefixError } from './kustomize-error.ts';
import { type BuildFiles, checkObject, loadText } from './loader.ts';
import type { KeysOf } from './merge-keys.ts';
import {
  allIds,
  currentId,
  idKey,
  keepId,
  makeResource,
  namespaceOf,
  printId,
  type Resource,
  withMetadata,
} from './resource.ts';
import { selectResources } from './select.ts';
import { mergeStrategic } from './strategic-merge.ts';

type ParsedPatch =
  | { readonly type: 'strategic'; readonly patches: readonly JsonObject[] }
  | { readonly type: 'json'; readonly operations: readonly Json[] };

/** One entry of `patches` (api/internal/builtins/PatchTransformer.go). */
export function applyPatch(files: BuildFiles, folder: string, resources: readonly Resource[], entry: PatchEntry) {
  const source = entry.path
    ? `[path: ${JSON.stringify(entry.path)}]`
    : `[patch: ${JSON.stringify(entry.patch?.trim())}]`;
  const parsed = readPatch(files, folder, entry, source);
  if (parsed.type === 'json') return applyOperations(resources, entry, parsed.operations, source);
  return applyMerges(resources, entry, { ...parsed, source, keysOf: files.schema?.keysOf });
}

function readPatch(files: BuildFiles, folder: string, entry: PatchEntry, source: string): ParsedPatch {
  const config = writeGoYaml(entry as Json);
  try {
    const inline = entry.patch?.trim() ?? '';
    if (!inline && !entry.path) throw new KustomizeError(`must specify one of patch and path in\n${config}`);
    if (inline && entry.path) throw new KustomizeError(`patch and path can't be set at the same time\n${config}`);
    return parsePatch(inline || patchFile(files, folder, entry.path!), source);
  } catch (thrown) {
    throw prefixError(`trouble configuring builtin PatchTransformer with config: \`\n${config}\``, thrown);
  }
}

function patchFile(files: BuildFiles, folder: string, path: string): string {
  try {
    return loadText(files, folder, path);
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    const lacks = thrown instanceof KustomizeError ? { lacks: thrown.lacks } : {};
    throw new KustomizeError(`failed to get the patch file from path(${path}): ${reason}`, lacks);
  }
}

function parsePatch(text: string, source: string): ParsedPatch {
  const reading = readDocuments(text, 'patch', 'kustomize');
  const values = reading.documents.map((document) => document.value);
  if (reading.findings.some((finding) => finding.severity === 'error') || values.length === 0) {
    throw new KustomizeError(`unable to parse SM or JSON patch from ${source}`);
  }
  if (values.every(isJsonObject))
    return { type: 'strategic', patches: values.map((value) => checkPatch(value, source)) };
  const operations = values[0];
  if (!Array.isArray(operations)) throw new KustomizeError(`unable to parse SM or JSON patch from ${source}`);
  return { type: 'json', operations: operations as readonly Json[] };
}

function checkPatch(value: JsonObject, source: string): JsonObject {
  try {
    return checkObject(value, source);
  } catch {
    throw new KustomizeError(`unable to parse SM or JSON patch from ${source}`);
  }
}

function applyOperations(
  resources: readonly Resource[],
  entry: PatchEntry,
  operations: readonly Json[],
  source: string,
) {
  if (!entry.target) throw new KustomizeError(`must specify a target for JSON patch ${source}`);
  const selected = new Set(selectResources(resources, entry.target));
  return resources.map((resource) => {
    if (!selected.has(resource)) return resource;
    const result = applyJsonPatch(resource.object, operations);
    if ('error' in result) throw new KustomizeError(result.error, resource.origin);
    return { ...keepId(resource), object: result.value as JsonObject };
  });
}

/** Strategic merge patches, where they come from, and by what they merge lists. */
interface Merges {
  readonly patches: readonly JsonObject[];
  readonly source: string;
  readonly keysOf: KeysOf | undefined;
}

function applyMerges(resources: readonly Resource[], entry: PatchEntry, { patches, source, keysOf }: Merges) {
  const merge = (resource: Resource, patch: JsonObject) => mergeInto(resource, patch, entry, keysOf);
  if (entry.target) {
    if (patches.length > 1) {
      const text =
        'Multiple Strategic-Merge Patches in one `patches` entry is not allowed to set `patches.target` field';
      throw new KustomizeError(`${text}: ${source}`);
    }
    const selected = new Set(selectResources(resources, entry.target));
    return replaceEach(resources, (resource) => (selected.has(resource) ? merge(resource, patches[0]!) : resource));
  }
  let result = resources;
  for (const patch of patches) {
    const target = findTarget(result, patch);
    result = replaceEach(result, (resource) => (resource === target ? merge(resource, patch) : resource));
  }
  return result;
}

/** Patches of the old field `patchesStrategicMerge`: files, or YAML itself. */
export function applyMergeFile(files: BuildFiles, folder: string, resources: readonly Resource[], path: string) {
  const inline = /\n|: /.test(path);
  return applyPatch(files, folder, resources, inline ? { patch: path } : { path });
}

function replaceEach(
  resources: readonly Resource[],
  change: (resource: Resource) => Resource | undefined,
): readonly Resource[] {
  return resources.map(change).filter((resource) => resource !== undefined);
}

/** The one resource with the patch's identity, by any of its names (api/resmap/reswrangler.go GetById). */
function findTarget(resources: readonly Resource[], patch: JsonObject): Resource {
  const id = currentId(makeResource(patch, { file: '', line: 0, document: 0 }));
  const key = idKey(id);
  const matches = resources.filter((resource) => allIds(resource).some((candidate) => idKey(candidate) === key));
  if (matches.length === 1) return matches[0]!;
  const printed = printId(id, namespaceOf(patch));
  const problem = matches.length === 0 ? `no matches for Id ${printed}` : `multiple matches for Id ${printed}`;
  throw new KustomizeError(
    `no resource matches strategic merge patch ${JSON.stringify(printed)}: ${problem}; failed to find unique target for patch ${printed}`,
  );
}

function mergeInto(
  resource: Resource,
  patch: JsonObject,
  entry: PatchEntry,
  keysOf: KeysOf | undefined,
): Resource | undefined {
  const { allowNameChange = false, allowKindChange = false } = entry.options ?? {};
  const merged = mergeStrategic(resource.object, patch, keysOf);
  if (!merged || Object.keys(merged).length === 0) return undefined;
  const was = resource.object;
  const name = allowNameChange ? {} : { name: (was.metadata as JsonObject).name };
  const object = withMetadata(
    {
      ...merged,
      kind: allowKindChange ? merged.kind! : was.kind!,
      apiVersion: entry.target ? was.apiVersion! : merged.apiVersion!,
    },
    { ...name, namespace: (was.metadata as JsonObject).namespace },
  );
  return { ...(allowNameChange || allowKindChange ? keepId(resource) : resource), object };
}
