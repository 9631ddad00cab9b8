import { posix } from 'node:path';
import type { FileTree } from '../core/file-tree.ts';

/**
 * Whether a file is the one with the components of Flux, which `flux bootstrap` writes beside the sync objects and before anything reads the
 * folder (flux2 pkg/bootstrap/bootstrap_plain_git.go ReconcileComponents): a tree that it has yet to see lacks the file and is right.
 */
export const isWrittenByBootstrap = (tree: FileTree, path: string): boolean =>
  posix.basename(path) === 'gotk-components.yaml' && tree.has(posix.join(posix.dirname(path), 'gotk-sync.yaml'));
