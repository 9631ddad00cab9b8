import { isJsonObject, type JsonObject } from '../../kube/json.ts';
import type { Json } from '../../kube/object.ts';
import { readDocuments } from '../../kube/yaml-read.ts';
import { splitPath } from './field-path.ts';
import { fitShape } from './fit-shape.ts';
import { pluginShape } from './kustomization-shape.ts';
import { KustomizeError } from './kustomize-error.ts';
import { type BuildFiles, loadText, printPath } from './loader.ts';
import type { PluginConfig, ValueTarget } from './plugin-config.ts';
import type { Resource } from './resource.ts';
import { selectResources } from './select.ts';

interface Setting {
  readonly config: PluginConfig;
  readonly files: BuildFiles;
  readonly folder: string;
  readonly id: string;
}

/** Sets a field, or a part of a path in it, to one value (api/internal/builtins/ValueAddTransformer.go, api/filters/valueadd). */
export function addValue(resources: readonly Resource[], setting: Setting): readonly Resource[] {
  const { config, files, folder, id } = setting;
  const value = config.value?.trim() || printPath(files, folder).split('/').pop()!;
  const targets = [...(config.targets ?? []), ...loadTargets(setting)];
  if (targets.length === 0) refuse(id, 'must specify at least one target');
  let result = resources;
  for (const { selector, fieldPath = '', filePathPosition = 0 } of targets) {
    if (fieldPath === '') refuse(id, 'fieldPath cannot be empty');
    const selected = new Set(selector ? selectResources(result, selector) : result);
    const set = (old: Json | undefined) =>
      filePathPosition > 0 ? insertPart(old, filePathPosition - 1, value) : value;
    const change = ({ object }: Resource) => setValue(object, splitPath(fieldPath), set) as JsonObject;
    result = result.map((resource) => (selected.has(resource) ? { ...resource, object: change(resource) } : resource));
  }
  return result;
}

function refuse(id: string, problem: string): never {
  throw new KustomizeError(`plugin ${id} fails configuration: ${problem}`);
}

function loadTargets({ config: { targetFilePath: path }, files, folder }: Setting): readonly ValueTarget[] {
  if (!path) return [];
  const [document] = readDocuments(loadText(files, folder, path), path).documents;
  const config: PluginConfig = document ? fitShape(document.value, pluginShape, { strict: false }) : {};
  return config.targets ?? [];
}

/** A field of maps, made with the maps on its way; elements of lists are found by `[key=value]`. */
function setValue(value: Json | undefined, path: readonly string[], set: (old: Json | undefined) => Json): Json {
  const [step, ...rest] = path;
  if (step === undefined) {
    if (typeof value === 'object' && value !== null) throw new KustomizeError('wrong node kind: expected ScalarNode');
    return set(value);
  }
  if (Array.isArray(value)) {
    const match = /^\[([^=]+)=(.*)\]$/.exec(step);
    return (value as readonly Json[]).map((item) =>
      match && isJsonObject(item) && String(item[match[1]!]) === match[2] ? setValue(item, rest, set) : item,
    );
  }
  const map = isJsonObject(value) ? value : {};
  return { ...map, [step]: setValue(map[step], rest, set) };
}

/** A path with a part more; one that would come after its end is its last (kyaml/filesys/util.go InsertPathPart). */
function insertPart(old: Json | undefined, at: number, value: string): string {
  const path = typeof old === 'string' ? old : '';
  if (path === '' || path === '/') return path + value;
  const parts = path.split('/');
  const from = path.startsWith('/') ? at + 1 : at;
  parts.splice(Math.min(from, parts.length), 0, value);
  return parts.join('/');
}
