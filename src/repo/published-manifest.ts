import type { FileTree } from '../core/file-tree.ts';
import type { UnknownObject } from '../kube/object.ts';
import { kustomizationNames } from './documents.ts';
import { withRemotes } from './lazy-tree.ts';

/** A manifest that a project publishes, and that kustomizations name by its address. */
export interface PublishedManifest {
  /** The ways to name it, each with its tag: texts of `resources`, as they stand there. */
  readonly names: readonly string[];
  /** What stands in it. */
  readonly objects: () => Promise<readonly UnknownObject[]>;
}

/** Texts of the published manifests that a name in one of the files given is for, by that name. Only names that are exactly known are taken. */
export async function readPublished(
  texts: readonly string[],
  published: readonly PublishedManifest[],
): Promise<ReadonlyMap<string, string>> {
  const named = published.flatMap((manifest) =>
    manifest.names.flatMap((name) => (texts.some((text) => text.includes(name)) ? [{ name, manifest }] : [])),
  );
  const read = named.map(async ({ name, manifest }): Promise<[string, string]> => {
    const objects = await manifest.objects();
    return [name, objects.map((object) => JSON.stringify(object)).join('\n---\n')];
  });
  return new Map(await Promise.all(read));
}

/** A tree whose kustomizations find the published manifests that they name; the tree itself where they name none. */
export async function attachPublished(tree: FileTree, published: readonly PublishedManifest[]): Promise<FileTree> {
  const files = [...tree.keys()].filter((path) => kustomizationNames.includes(path.split('/').pop()!));
  const texts = files.flatMap((path) => tree.get(path) ?? []);
  const remotes = await readPublished(texts, published);
  return remotes.size === 0 ? tree : withRemotes(tree, remotes);
}
