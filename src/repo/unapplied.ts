import type { FileTree } from '../core/file-tree.ts';
import { isJsonObject } from '../kube/json.ts';
import type { SourcedObject } from '../kube/origin.ts';
import { type FollowedCluster, lookedAt } from './clusters.ts';
import { instanceOf } from './flux-instance.ts';
import { isFluxKustomization, isFluxSource, nameKey, sourceKey, specOf } from './flux-objects.ts';
import { parentOf, resolvePath } from './folders.ts';

/**
 * Objects in files that no build of any cluster looks at, and that start nothing: archived, commented out, or applied by hand. What a build
 * that is not known may read is left out, and so are sources that somebody reads.
 */
export function unappliedOf(
  tree: FileTree,
  written: readonly SourcedObject[],
  clusters: readonly FollowedCluster[],
): readonly SourcedObject[] {
  const kustomizations = clusters.flatMap(({ discovery }) => discovery.kustomizations);
  if (kustomizations.length === 0) return [];
  const looked = new Set(clusters.flatMap((cluster) => [...lookedAt(cluster)]));
  const starts = clusters.flatMap(({ group }) => group.starts.map(({ folder }) => folder));
  const open = kustomizations
    .filter(({ failure }) => failure !== undefined)
    .map(({ kustomization }) => pathOf(kustomization));
  const read = new Set(kustomizations.map(({ kustomization }) => sourceKey(kustomization.object)));
  const generated = written.flatMap(({ object }) => copiedFolders(object));
  // A FluxInstance is applied by hand: it is what brings Flux.
  const instances = new Set(written.filter(({ object }) => instanceOf(object)).map(({ origin }) => origin?.file ?? ''));
  const isOpen = (file: string) => [...open, ...generated].some((folder) => isIn(file, folder));
  return written.filter(({ object, origin }) => {
    const file = origin?.file ?? '';
    if (looked.has(file) || !tree.has(file) || isOpen(file) || instances.has(file)) return false;
    if (isFluxKustomization(object) && starts.includes(parentOf(file))) return false;
    return !(isFluxSource(object) && read.has(`${object.kind}/${nameKey(object)}`));
  });
}

const isIn = (file: string, folder: string): boolean => folder === '' || file.startsWith(`${folder}/`);

function pathOf({ object }: SourcedObject): string {
  const { path } = specOf(object);
  return resolvePath('', typeof path === 'string' ? path : '.') ?? '';
}

/** Folders that an ArtifactGenerator copies from (fluxcd/source-watcher api/v1beta1/artifactgenerator_types.go CopyOperation). */
function copiedFolders(object: SourcedObject['object']): readonly string[] {
  if (object.kind !== 'ArtifactGenerator') return [];
  const { artifacts } = specOf(object);
  const copies = (Array.isArray(artifacts) ? artifacts : []).flatMap((artifact) =>
    isJsonObject(artifact) && Array.isArray(artifact.copy) ? artifact.copy : [],
  );
  return copies.flatMap((copy) => {
    if (!isJsonObject(copy) || typeof copy.from !== 'string') return [];
    const path = copy.from.replace(/^@[^/]*\/?/, '');
    const fixed = path.split('/').findIndex((part) => /[*?[{]/.test(part));
    return [fixed < 0 ? parentOf(path) : path.split('/').slice(0, fixed).join('/')];
  });
}
