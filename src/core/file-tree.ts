import { compareText } from './finding.ts';

/** A folder as data: path (relative, `/`-separated, no leading `./`) to text. Where composing and reading meet. */
export type FileTree = ReadonlyMap<string, string>;

/** The same files in path order. */
export function sortTree(files: Iterable<readonly [string, string]>): FileTree {
  return new Map([...files].sort(([a], [b]) => compareText(a, b)));
}

/** Files of which some are no text. */
export interface ByteTree extends FileTree {
  /** What a file holds; undefined when it can no longer be read. */
  readonly bytes: (path: string) => Uint8Array | undefined;
}

/** What a file of a tree holds, text or not; undefined when there is none, or it cannot be read. */
export function bytesIn(tree: FileTree, path: string): Uint8Array | undefined {
  const text = tree.get(path);
  if (text !== undefined) return Buffer.from(text);
  return 'bytes' in tree ? (tree as ByteTree).bytes(path) : undefined;
}
