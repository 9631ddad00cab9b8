import { compareText } from './finding.ts';

/** A folder as data: path (relative, `/`-separated, no leading `./`) to text. Where composing and reading meet. */
export type FileTree = ReadonlyMap<string, string>;

/** The same files in path order. */
export function sortTree(files: Iterable<readonly [string, string]>): FileTree {
  return new Map([...files].sort(([a], [b]) => compareText(a, b)));
}
