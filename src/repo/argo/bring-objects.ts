import type { FileTree } from '../../core/file-tree.ts';
import type { Finding } from '../../core/finding.ts';
import { isJsonObject, type JsonObject } from '../../kube/json.ts';
import type { UnknownObject } from '../../kube/object.ts';
import type { SourcedObject } from '../../kube/origin.ts';
import { buildFolder } from '../build.ts';
import { documentsOf, isKubeObject, isYamlFile, kustomizationNames } from '../documents.ts';
import { foldersOf, resolvePath } from '../folders.ts';
import type { FolderSource } from './application.ts';
import { pathMatcher } from './path-pattern.ts';

/** What a folder gives, or why that is not known. */
export type FolderObjects =
  | { readonly objects: readonly SourcedObject[]; readonly findings: readonly Finding[] }
  | string;

/**
 * What Argo CD makes of a folder that is no chart: kustomize where there is a kustomization file, otherwise its
 * manifests (argo-cd reposerver/repository/repository.go GetAppSourceType, findManifests).
 */
export function bringObjects(tree: FileTree, { path, spec }: FolderSource): FolderObjects {
  const folder = resolvePath('', path) ?? '';
  const { files = [] } = foldersOf(tree).get(folder) ?? {};
  const { kustomize, directory } = spec;
  if (files.some((name) => kustomizationNames.includes(name)) && directory === undefined) {
    if (isJsonObject(kustomize) && Object.keys(kustomize).some((key) => key !== 'version'))
      return 'it changes what kustomize builds';
    const { objects, findings, failure } = buildFolder(tree, folder);
    return failure?.reason === 'NotModelled' ? 'its folder builds on what stands elsewhere' : { objects, findings };
  }
  const options = isJsonObject(directory) ? directory : {};
  if (isSaid(options.jsonnet)) return 'its directory says jsonnet';
  const isTaken = takenBy(options, folder);
  return {
    objects: filesIn(tree, folder, options.recurse === true)
      .filter(isTaken)
      .flatMap((file) => objectsIn(tree, file)),
    findings: [],
  };
}

/** Which files a directory takes: patterns are held against the path below it, and a star goes over folders (argo-cd util/glob/glob.go Match). */
function takenBy({ include, exclude }: JsonObject, folder: string): (file: string) => boolean {
  const matches = (pattern: unknown, file: string) =>
    typeof pattern === 'string' && pattern !== '' && pathMatcher(pattern.replaceAll(/\*+/g, '**'))(file);
  return (file) => {
    const below = folder === '' ? file : file.slice(folder.length + 1);
    return (!isSaid(include) || matches(include, below)) && !matches(exclude, below);
  };
}

const isSaid = (value: unknown): boolean =>
  value !== undefined && value !== '' && !(isJsonObject(value) && Object.keys(value).length === 0);

function filesIn(tree: FileTree, folder: string, deep: boolean): readonly string[] {
  const { files = [], folders = [] } = foldersOf(tree).get(folder) ?? {};
  const at = (name: string) => (folder === '' ? name : `${folder}/${name}`);
  const own = files.filter((name) => isYamlFile(name) || name.endsWith('.json')).map(at);
  return deep ? [...own, ...folders.flatMap((name) => filesIn(tree, at(name), true))] : own;
}

const objectsIn = (tree: FileTree, file: string): readonly SourcedObject[] =>
  (documentsOf(tree, file)?.documents ?? []).flatMap(({ value, index, line }) =>
    isKubeObject(value) ? [{ object: value as unknown as UnknownObject, origin: { file, line, document: index } }] : [],
  );
