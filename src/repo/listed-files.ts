import type { FileTree } from '../core/file-tree.ts';
import { isJsonObject } from '../kube/json.ts';
import { documentsOf, isYamlFile, kustomizationNames } from './documents.ts';
import { foldersOf, resolvePath } from './folders.ts';

/**
 * Files that the kustomization files of a folder and of what they name list, whether or not they can be built; all manifests where a folder has
 * none, as Flux takes them. Undefined where one cannot be read: nothing is known of what it lists.
 */
export function listedFiles(tree: FileTree, folder: string): ReadonlySet<string> | undefined {
  const listed = new Set<string>();
  const folders = new Set([folder]);
  for (const each of folders) {
    const named = namedIn(tree, each);
    if (named === undefined) return undefined;
    for (const path of named) {
      if (tree.has(path)) listed.add(path);
      else if (foldersOf(tree).has(path)) folders.add(path);
    }
  }
  return listed;
}

/** Paths that a folder brings, from the root of the tree. */
function namedIn(tree: FileTree, folder: string): readonly string[] | undefined {
  const { files = [], folders = [] } = foldersOf(tree).get(folder) ?? {};
  const within = (name: string) => (folder === '' ? name : `${folder}/${name}`);
  const file = kustomizationNames.find((name) => files.includes(name));
  if (file === undefined) return [...files.filter(isYamlFile), ...folders].map(within);
  const value = documentsOf(tree, within(file))?.documents[0]?.value;
  if (!isJsonObject(value)) return undefined;
  const named = [value.resources, value.bases, value.components].flatMap((list) => (Array.isArray(list) ? list : []));
  return named.flatMap((path) => (typeof path === 'string' ? (resolvePath(folder, path) ?? []) : []));
}
