import { createHash } from 'node:crypto';
import type { ByteTree, FileTree } from '../core/file-tree.ts';
import type { TreeReading } from './read-tree.ts';

/** Bytes of files that are no manifests above which reading them all costs more than it may save. */
const mostOtherBytes = 32 * 1024 * 1024;

/**
 * Digest of all that reading a folder gave: paths and contents of its files, and what could not be taken. Files that are no manifests are
 * read for it, and not kept in memory; undefined where they are too many.
 */
export function digestOfReading({ tree, findings, complete }: TreeReading): string | undefined {
  const hash = createHash('sha256').update(JSON.stringify([complete, findings]));
  let otherBytes = 0;
  for (const path of tree.keys()) {
    const content = contentOf(tree, path);
    if (typeof content !== 'string') otherBytes += content?.length ?? 0;
    if (otherBytes > mostOtherBytes) return undefined;
    hash.update(JSON.stringify([path, typeof content, content?.length])).update(content ?? '');
  }
  return hash.digest('hex');
}

/** Bytes where a file was not read as text: a text of it would stay in memory. */
const contentOf = (tree: FileTree, path: string): string | Uint8Array | undefined =>
  'bytes' in tree ? (tree as ByteTree).bytes(path) : tree.get(path);
