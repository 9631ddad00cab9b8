import { createHash } from 'node:crypto';
import type { FileTree } from '../../../core/file-tree.ts';

/** The files behind the artifacts of sources, by source and revision: what the source controller serves over HTTP. */
export interface ArtifactStore {
  readonly put: (source: string, revision: string, tree: FileTree) => void;
  /** Undefined when the revision is not, or no longer, the one that is stored. */
  readonly get: (source: string, revision: string) => FileTree | undefined;
}

export function createArtifactStore(): ArtifactStore {
  const stored = new Map<string, { revision: string; tree: FileTree }>();
  return {
    put: (source, revision, tree) => {
      stored.set(source, { revision, tree });
    },
    get: (source, revision) => {
      const found = stored.get(source);
      return found?.revision === revision ? found.tree : undefined;
    },
  };
}

/** Digest of an artifact as its status shows it. */
export const digestOf = (text: string): string => `sha256:${createHash('sha256').update(text).digest('hex')}`;

/** Digest of all files of a tree. */
export function digestOfTree(tree: FileTree): string {
  const hash = createHash('sha256');
  for (const [path, text] of tree) hash.update(`${path}\0${text}\0`);
  return `sha256:${hash.digest('hex')}`;
}
