import type { FileTree } from '../core/file-tree.ts';
import { isJsonObject, type JsonObject } from '../kube/json.ts';
import { groupOf, type UnknownObject } from '../kube/object.ts';
import type { SourcedObject } from '../kube/origin.ts';
import { specOf } from './flux-objects.ts';
import { foldersOf, parentOf } from './folders.ts';
import { filterTree } from './lazy-tree.ts';
import { isBootstrapped } from './sources.ts';

/** A part of the repository that an ArtifactGenerator copies out as it stands. */
interface Artifact {
  /** Folder that is the root of the artifact. */
  readonly root: string;
  /** Folders whose files are in it. */
  readonly folders: readonly string[];
  /** File that says so. */
  readonly file?: string;
}

/** A Kustomization as it reads the repository itself: the files that it sees, and the path to its folder among them. */
export interface ReadThrough {
  readonly tree: FileTree;
  readonly object: UnknownObject;
  /** Whether it sees a part of the repository only. */
  readonly isPart?: true;
  /** File of what copies them out. */
  readonly file?: string;
}

/** The Kustomizations whose artifacts are parts of the repository. */
export interface LocalArtifacts {
  /** What a Kustomization reads: itself where its source is no artifact of this repository. */
  readonly through: (tree: FileTree, kustomization: SourcedObject) => ReadThrough;
  readonly has: (kustomization: SourcedObject) => boolean;
}

/**
 * What ArtifactGenerators make of a repository, as far as they copy folders and keep their places under one root.
 * Upstream: fluxcd/source-watcher api/v1beta1/artifactgenerator_types.go, internal/builder.
 */
export function localArtifacts(
  files: FileTree,
  objects: readonly SourcedObject[],
  local: ReadonlySet<string>,
): LocalArtifacts {
  const there = foldersOf(files);
  // What is bootstrapped is this repository, and often stands in no file.
  const isLocal = (key: string, name: string) => local.has(key) || (local.size === 0 && isBootstrapped(name, objects));
  const generators = objects.filter(
    ({ object }) => object.kind === 'ArtifactGenerator' && groupOf(object.apiVersion) === 'source.extensions.fluxcd.io',
  );
  const find = (kustomization: SourcedObject): Artifact | undefined => {
    const { sourceRef } = specOf(kustomization.object);
    if (!isJsonObject(sourceRef) || sourceRef.kind !== 'ExternalArtifact') return undefined;
    const namespace = String(sourceRef.namespace ?? kustomization.object.metadata.namespace ?? '');
    const makers = generators.filter(
      ({ object }) =>
        (object.metadata.namespace ?? '') === namespace &&
        artifactsOf(object).some(({ name }) => name === sourceRef.name),
    );
    // Another cluster of the repository may make one of the same name.
    const folder = parentOf(kustomization.origin?.file ?? '');
    const near = makers.filter(({ origin }) => parentOf(origin?.file ?? '') === folder);
    const [maker, ...others] = near.length > 0 ? near : makers;
    if (!maker || others.length > 0) return undefined;
    const artifact = artifactOf(maker.object, String(sourceRef.name), isLocal);
    return artifact && { ...artifact, ...(maker.origin && { file: maker.origin.file }) };
  };
  const known = new Map<SourcedObject, Artifact | undefined>();
  const artifactFor = (kustomization: SourcedObject): Artifact | undefined => {
    if (!known.has(kustomization)) {
      const found = find(kustomization);
      known.set(kustomization, found?.folders.every((folder) => there.has(folder)) ? found : undefined);
    }
    return known.get(kustomization);
  };
  return {
    has: (kustomization) => artifactFor(kustomization) !== undefined,
    through: (tree, kustomization) => {
      const artifact = artifactFor(kustomization);
      return artifact ? readThrough(tree, kustomization.object, artifact) : { tree, object: kustomization.object };
    },
  };
}

function readThrough(tree: FileTree, object: UnknownObject, { root, folders, file }: Artifact): ReadThrough {
  const inside = (file: string) => folders.some((folder) => folder === '' || file.startsWith(`${folder}/`));
  const { path = '' } = specOf(object);
  const own = String(path)
    .replace(/^\.?\/+/, '')
    .replace(/^\.$/, '');
  const spec = { ...specOf(object), path: `./${[root, own].filter((part) => part !== '').join('/')}` };
  return {
    tree: filterTree(tree, inside),
    object: { ...object, spec },
    isPart: true,
    ...(file !== undefined && { file }),
  };
}

const listOf = (value: unknown): readonly JsonObject[] => (Array.isArray(value) ? value.filter(isJsonObject) : []);

const artifactsOf = (generator: UnknownObject): readonly JsonObject[] => listOf(specOf(generator).artifacts);

/** An artifact that is folders of this repository; undefined where it is more, or not all of it can be told. */
function artifactOf(
  generator: UnknownObject,
  name: string,
  isLocal: (key: string, name: string) => boolean,
): Artifact | undefined {
  const aliases = listOf(specOf(generator).sources)
    .filter(({ kind, namespace = generator.metadata.namespace ?? '', name: source }) =>
      isLocal(`${kind}/${namespace}/${source}`, kind === 'GitRepository' ? String(source) : ''),
    )
    .map(({ alias }) => String(alias));
  const copies = listOf(artifactsOf(generator).find((each) => each.name === name)?.copy);
  const read = copies.map((copy) => readCopy(copy, aliases));
  const [first] = read;
  if (!first || read.some((each) => each?.root !== first.root)) return undefined;
  return { root: first.root, folders: read.flatMap((each) => each?.folder ?? []) };
}

/** A copy of all files of a folder, and the folder that is the root of the artifact by it. */
function readCopy(
  { from, to, exclude, strategy = 'Overwrite' }: JsonObject,
  aliases: readonly string[],
): { readonly root: string; readonly folder: string } | undefined {
  const [, alias, folder] = /^@([^/]+)\/(?:(.+)\/)?\*\*$/.exec(String(from)) ?? [];
  const [, place] = /^@artifact(?:\/(.*?))?\/?$/.exec(String(to)) ?? [];
  if (alias === undefined || !aliases.includes(alias) || strategy !== 'Overwrite') return undefined;
  if (!String(to).startsWith('@artifact') || /[*?[{]/.test(folder ?? '')) return undefined;
  if (Array.isArray(exclude) && exclude.some((each) => !/\.(md|txt)$/.test(String(each)))) return undefined;
  const [whole, kept] = [folder ?? '', place ?? ''];
  if (kept === '') return { root: whole, folder: whole };
  if (whole === kept) return { root: '', folder: whole };
  return whole.endsWith(`/${kept}`) ? { root: whole.slice(0, -kept.length - 1), folder: whole } : undefined;
}
