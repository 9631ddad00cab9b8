import { posix } from 'node:path';
import { type FileTree, sortTree } from '../core/file-tree.ts';
import { compareText } from '../core/finding.ts';
import { asObject } from '../kube/as-object.ts';
import { isJsonObject } from '../kube/json.ts';
import { readDocuments } from '../kube/yaml-read.ts';
import {
  addResources,
  inFolder,
  isKustomization,
  readKustomization,
  resourcesOf,
  textsOf,
} from './kustomization-text.ts';

/** What stands in a repository beside what is composed. */
export interface StandingFiles {
  /** Files that a person put there. */
  readonly own: FileTree;
  /** Composed kustomizations as a person edited them, and as they were before, by path. */
  readonly edited: ReadonlyMap<string, { readonly yours: string; readonly base: string }>;
  /** Folders that an object in a text has applied by itself. */
  readonly appliedBy: (text: string, path: string) => readonly string[];
}

/** A file of a person's own, and the composed kustomization that lists it. */
export interface OwnFile {
  readonly path: string;
  readonly listedIn?: string;
}

/** A composed tree that applies what a person put beside its files. */
export interface TreeWithOwn {
  readonly tree: FileTree;
  readonly own: readonly OwnFile[];
}

/**
 * A composed tree whose kustomizations list what a person put into their folders: manifests, and folders with a kustomization of their own.
 * Left out is what another kustomization names already, whether composed or a person's, what is applied by itself, and what is
 * no manifest, such as values of a chart. Pure: the same composed files and the same files of a person's own give the same bytes.
 */
export function listOwnFiles(composed: FileTree, standing: StandingFiles): TreeWithOwn {
  const { own } = standing;
  if (own.size === 0) return { tree: composed, own: [] };
  const kustomizations = [...composed].filter(([path]) => isKustomization(path));
  const candidates = candidatesIn(new Set(kustomizations.map(([path]) => posix.dirname(path))), composed, own);
  const elsewhere = namedElsewhere(composed, standing, candidates);
  const listedIn = new Map<string, string>();
  const changed = kustomizations.map(([path, text]): [string, string] => {
    const more = (candidates.get(posix.dirname(path)) ?? []).filter((each) => !elsewhere.has(each));
    for (const each of more) listedIn.set(each, path);
    return [path, addResources(text, more.map((each) => posix.basename(each)).sort(compareText))];
  });
  const listing = (path: string) =>
    listedIn.get(path) ?? listedIn.get(posix.dirname(path)) ?? listedAsComposed(composed, path);
  return {
    tree: listedIn.size === 0 ? composed : sortTree(new Map([...composed, ...changed])),
    own: [...own.keys()].sort(compareText).map((path) => {
      const kustomization = listing(path);
      return { path, ...(kustomization !== undefined && { listedIn: kustomization }) };
    }),
  };
}

/** The composed kustomization that names a file in any case, such as one that another program writes. */
function listedAsComposed(composed: FileTree, path: string): string | undefined {
  const kustomization = posix.join(posix.dirname(path), 'kustomization.yaml');
  const text = composed.get(kustomization);
  return text !== undefined && resourcesOf(kustomization, text).includes(path) ? kustomization : undefined;
}

/** What could be listed, by the folder whose kustomization would list it. */
function candidatesIn(folders: ReadonlySet<string>, composed: FileTree, own: FileTree): Map<string, string[]> {
  const found = new Map<string, string[]>();
  const add = (folder: string, path: string) => found.set(folder, [...(found.get(folder) ?? []), path]);
  const taken = new Set([...composed.keys()].flatMap(foldersAbove));
  for (const path of own.keys()) {
    const folder = posix.dirname(path);
    if (posix.basename(path).startsWith('.')) continue;
    if (isKustomization(path)) {
      const above = posix.dirname(folder);
      if (folders.has(above) && !taken.has(folder) && !isComponent(own.get(path))) add(above, folder);
    } else if (folders.has(folder) && /\.ya?ml$/i.test(path) && holdsObjects(own.get(path), path)) add(folder, path);
  }
  return found;
}

function foldersAbove(path: string): string[] {
  const folder = posix.dirname(path);
  return folder === '.' ? [] : [folder, ...foldersAbove(folder)];
}

const isComponent = (text: string | undefined): boolean => readKustomization(text ?? '').kind === 'Component';

const localGroups = /^(kustomize\.config\.k8s\.io|config\.kubernetes\.io)\//;

/** Whether every document of a file is an object that a cluster could take. */
function holdsObjects(text: string | undefined, path: string): boolean {
  if (text === undefined) return false;
  const values = readDocuments(text, path).documents.flatMap(({ value }) => (value === null ? [] : [value]));
  return values.length > 0 && values.every(isApplied);
}

function isApplied(value: unknown): boolean {
  const object = asObject(value);
  if (object) return !localGroups.test(object.apiVersion);
  return isJsonObject(value) && String(value.kind).endsWith('List') && Array.isArray(value.items);
}

/** What other files name already: it would be applied twice. */
function namedElsewhere(
  composed: FileTree,
  { own, edited, appliedBy }: StandingFiles,
  candidates: ReadonlyMap<string, readonly string[]>,
): ReadonlySet<string> {
  const named = new Set<string>();
  if (candidates.size === 0) return named;
  for (const [path, text] of composed) {
    if (isKustomization(path)) for (const each of resourcesOf(path, text)) named.add(each);
    else for (const each of appliedBy(text, path)) named.add(each);
  }
  for (const path of own.keys()) {
    const text = own.get(path) ?? '';
    if (isKustomization(path)) for (const each of textsOf(readKustomization(text))) named.add(inFolder(path, each));
    else for (const each of appliedBy(text, path)) named.add(each);
  }
  for (const [path, { yours, base }] of edited) {
    const before = new Set(textsOf(readKustomization(base)));
    for (const each of textsOf(readKustomization(yours))) if (!before.has(each)) named.add(inFolder(path, each));
  }
  return named;
}
