import { isJsonObject, type JsonObject } from '../../kube/json.ts';
import type { Json } from '../../kube/object.ts';
import { parseJson, printJson } from '../../kube/wide-json.ts';
import { readDocuments } from '../../kube/yaml-read.ts';
import type { FieldOptions, Replacement, ReplacementTarget, Selector } from './kustomization.ts';
import { KustomizeError } from './kustomize-error.ts';
import { type BuildFiles, loadText } from './loader.ts';
import { allIds, clusterWideNamespace, printGvk, type Resource, type ResourceId } from './resource.ts';
import { compilePattern, matchesKind, matchesTexts } from './select.ts';

/** `replacements`: copies values from one object into others (api/filters/replacement/replacement.go). */
export function applyReplacements(
  files: BuildFiles,
  folder: string,
  resources: readonly Resource[],
  entries: readonly Replacement[],
): readonly Resource[] {
  let result = resources;
  for (const entry of entries.flatMap((each) => (each.path ? loadReplacements(files, folder, each.path) : [each]))) {
    if ((!entry.source && entry.sourceValue === undefined) || !entry.targets) {
      throw new KustomizeError('replacements must specify a source and at least one target');
    }
    const value = sourceValue(result, entry);
    for (const target of entry.targets) result = intoTarget(result, target, value);
  }
  return result;
}

function loadReplacements(files: BuildFiles, folder: string, path: string): readonly Replacement[] {
  const { documents } = readDocuments(loadText(files, folder, path), path);
  return documents.flatMap(({ value }) => (Array.isArray(value) ? (value as Replacement[]) : [value as Replacement]));
}

function sourceValue(resources: readonly Resource[], { source, sourceValue: fixed }: Replacement): Json {
  if (!source) return fixed!;
  if (fixed !== undefined) throw new KustomizeError('value and resource selectors are mutually exclusive');
  const matches = resources.filter((resource) => allIds(resource).some((id) => isSelected(id, source)));
  const path = source.fieldPath || 'metadata.name';
  const printed = printSelector(source) + (source.fieldPath ? `:${source.fieldPath}` : '');
  if (matches.length === 0) throw new KustomizeError(`nothing selected by ${printed}`);
  if (matches.length > 1) throw new KustomizeError(`multiple matches for selector ${printed}`);
  const value = lookUp(matches[0]!.object, splitFieldPath(path));
  if (value === undefined || value === null || value === '') {
    throw new KustomizeError(`fieldPath \`${path}\` is missing for replacement source ${printSelector(source)}`);
  }
  return refine(value, source.options);
}

const isSelected = (id: ResourceId, selector: Selector): boolean =>
  (!selector.group || selector.group === id.group) &&
  (!selector.version || selector.version === id.version) &&
  (!selector.kind || selector.kind === id.kind) &&
  (!selector.name || selector.name === id.name) &&
  (!selector.namespace || selector.namespace === id.namespace);

const printSelector = (selector: Selector): string =>
  `${printGvk({ group: selector.group ?? '', version: selector.version ?? '', kind: selector.kind ?? '' })}/${selector.name || '[noName]'}.${selector.namespace || '[noNs]'}`;

function refine(value: Json, options: FieldOptions | undefined): Json {
  if (!options?.delimiter) return value;
  if (typeof value === 'object') throw new KustomizeError('delimiter option can only be used with scalar nodes');
  const parts = String(value).split(options.delimiter);
  const part = parts[options.index ?? 0];
  if (part === undefined) {
    throw new KustomizeError(`options.index ${options.index ?? 0} is out of bounds for value ${value}`);
  }
  return part;
}

function intoTarget(resources: readonly Resource[], target: ReplacementTarget, value: Json): readonly Resource[] {
  const { select } = target;
  if (!select) throw new KustomizeError('target must specify resources to select');
  return resources.map((resource) => {
    const ids = allIds(resource);
    if (!matchesTexts(select, resource) || isRejected(resource, ids, target.reject ?? [])) return resource;
    if (!ids.some((id) => matchesId(select, id))) return resource;
    const paths = target.fieldPaths?.length ? target.fieldPaths : ['metadata.name'];
    const object = paths.reduce<Json>(
      (current, path) => copyInto(current, path, value, target.options),
      resource.object,
    );
    return { ...resource, object: object as JsonObject };
  });
}

const matchesId = (selector: Selector, id: ResourceId): boolean =>
  matchesKind(selector, id) &&
  compilePattern(selector.name)(id.name) &&
  compilePattern(selector.namespace)(id.namespace === clusterWideNamespace ? '' : id.namespace);

function isRejected(resource: Resource, ids: readonly ResourceId[], rejects: readonly Selector[]): boolean {
  return rejects.some((reject) => {
    const byText = reject.labelSelector || reject.annotationSelector;
    const byId = reject.group || reject.version || reject.kind || reject.name || reject.namespace;
    return (byText && matchesTexts(reject, resource)) || (byId && ids.some((id) => matchesId(reject, id)));
  });
}

function copyInto(object: Json, path: string, value: Json, options: FieldOptions | undefined): Json {
  const create = options?.create === true;
  const found = { count: 0 };
  const next = setAt(object, splitFieldPath(path), {
    create,
    found,
    set: (old) => placeValue(old, value, options),
  });
  if (found.count > 0) return next;
  const words = create ? 'find or create' : 'find';
  throw new KustomizeError(`unable to ${words} field ${JSON.stringify(path)} in replacement target`);
}

/** Only the text of a scalar is copied: a string stays one, anything else takes the type YAML gives the text. */
function placeValue(old: Json | undefined, value: Json, options: FieldOptions | undefined): Json {
  if (options?.delimiter) {
    if (typeof old === 'object' && old !== null)
      throw new KustomizeError('delimiter option can only be used with scalar nodes');
    const parts = String(old ?? '').split(options.delimiter);
    const index = options.index ?? 0;
    if (index < 0) parts.unshift(String(value));
    else if (index >= parts.length) parts.push(String(value));
    else parts[index] = String(value);
    return parts.join(options.delimiter);
  }
  if (typeof old === 'string' && typeof value !== 'object') return String(value);
  return typeof value === 'string' ? retype(value) : value;
}

function retype(text: string): Json {
  const [document] = readDocuments(text, 'value').documents;
  return document === undefined ? text : document.value;
}

/** How a value is put at a path: whether what is missing is made, how often it was put, and what is put for what is there. */
interface Setting {
  readonly create: boolean;
  readonly found: { count: number };
  readonly set: (old: Json | undefined) => Json;
}

function setAt(value: Json | undefined, path: readonly string[], setting: Setting): Json {
  const { create, found, set } = setting;
  const [step, ...rest] = path;
  if (step === undefined) {
    found.count += 1;
    return set(value);
  }
  const go = (inner: Json | undefined) => setAt(inner, rest, setting);
  if (Array.isArray(value)) return setInList(value as readonly Json[], step, go, { create, last: rest.length === 0 });
  if (value === undefined || value === null) {
    if (!create) return value ?? null;
    const match = /^\[([^=]*)=(.*)\]$/.exec(step);
    if (step === '0') return [go(undefined)];
    return match ? [go({ [match[1]!]: match[2]! })] : { [step]: go(undefined) };
  }
  if (typeof value === 'string' && found.count === 0) return setInText(value, path, setting);
  if (!isJsonObject(value)) return value;
  if (step === '*') return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, go(inner)]));
  if (!(step in value) && !create) return value;
  return { ...value, [step]: go(value[step]) };
}

function setInList(
  list: readonly Json[],
  step: string,
  go: (inner: Json | undefined) => Json,
  { create, last }: { readonly create: boolean; readonly last: boolean },
): Json {
  if (step === '*') return list.map((item) => go(item));
  const match = /^\[([^=]*)=(.*)\]$/.exec(step);
  if (match) {
    const [, field, wanted] = match;
    const isMatch = (item: Json) =>
      field ? isJsonObject(item) && String(item[field]) === wanted : String(item) === wanted;
    if (!list.some(isMatch)) return create ? [...list, go(field ? { [field]: wanted! } : undefined)] : list;
    return list.map((item) => (isMatch(item) ? go(item) : item));
  }
  if (step === '-') return create ? [...list, go(undefined)] : list;
  const index = Number(step);
  if (!Number.isInteger(index) || index < 0) return list;
  if (index < list.length) return list.map((item, i) => (i === index ? go(item) : item));
  return create && last && index === list.length ? [...list, go(undefined)] : list;
}

/** JSON inside a text field is changed in place. */
function setInText(text: string, path: readonly string[], setting: Setting): Json {
  if (!/^\s*[[{]/.test(text)) return text;
  let parsed: Json;
  try {
    parsed = parseJson(text);
  } catch {
    return text;
  }
  const next = setAt(parsed, path, setting);
  if (setting.found.count === 0) return text;
  return text.includes('\n') && text.includes('  ') ? printJson(next, 2) : printJson(next);
}

/** The value at steps of a path, undefined when there is none. */
export function lookUp(value: Json | undefined, path: readonly string[]): Json | undefined {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  if (Array.isArray(value)) {
    const list = value as readonly Json[];
    const match = /^\[([^=]*)=(.*)\]$/.exec(step);
    const item = match
      ? list.find((each) => isJsonObject(each) && String(each[match[1]!]) === match[2])
      : list[Number(step)];
    return lookUp(item, rest);
  }
  return isJsonObject(value) ? lookUp(value[step], rest) : undefined;
}

/** Steps of a `.`-separated path; `\.` and whatever stands in brackets are not cut (kyaml/utils SmarterPathSplitter). */
export function splitFieldPath(path: string): readonly string[] {
  const steps: string[] = [];
  let step = '';
  let depth = 0;
  for (let i = 0; i < path.length; i++) {
    const letter = path[i]!;
    if (letter === '\\' && path[i + 1] === '.') {
      step += '.';
      i += 1;
    } else if (letter === '.' && depth === 0) {
      steps.push(step);
      step = '';
    } else {
      depth += letter === '[' ? 1 : letter === ']' ? -1 : 0;
      step += letter;
    }
  }
  steps.push(step);
  return steps.map(withoutBrackets).filter((part) => part !== '');
}

/** Brackets hold a condition on elements, or keep the dots of a key together: those are no part of it. */
const withoutBrackets = (step: string): string =>
  step.replace(/^\[(\*|\d+|-)\]$/, '$1').replace(/^\[([^=]*\.[^=]*)\]$/, '$1');
