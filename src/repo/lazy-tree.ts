import { type ByteTree, type FileTree, sortTree } from '../core/file-tree.ts';
import { compareText } from '../core/finding.ts';
import { encodingProblem } from '../kube/text-encoding.ts';

/** The text of a file, or how to read its bytes; what can no longer be read gives undefined. */
export type FileContent = string | (() => Uint8Array | undefined);

/** Bytes as text; undefined where they are none. */
export function decodeText(bytes: Uint8Array | undefined): string | undefined {
  if (!bytes || encodingProblem(bytes)) return undefined;
  return textOf(bytes);
}

/** Bytes that are UTF-8 as text; a byte order mark stays. */
export const textOf = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');

/**
 * A tree whose files are read when somebody asks for them. Asked for by name, a text is kept; walked over, it is not, so that a walk
 * over a folder of any size needs the memory of one file.
 */
class LazyTree implements ByteTree {
  readonly #files: Map<string, FileContent>;
  readonly remotes: ReadonlyMap<string, string>;

  constructor(files: Map<string, FileContent>, remotes: ReadonlyMap<string, string> = new Map()) {
    this.#files = files;
    this.remotes = remotes;
  }

  get size(): number {
    return this.#files.size;
  }

  has(path: string): boolean {
    return this.#files.has(path) || this.remotes.has(path);
  }

  get(path: string): string | undefined {
    const content = this.#files.get(path) ?? this.remotes.get(path);
    if (typeof content !== 'function') return content;
    const text = decodeText(content());
    if (text !== undefined) this.#files.set(path, text);
    return text;
  }

  bytes(path: string): Uint8Array | undefined {
    const content = this.#files.get(path);
    return typeof content === 'string' ? Buffer.from(content) : content?.();
  }

  keys(): MapIterator<string> {
    return this.#files.keys();
  }

  *entries(): MapIterator<[string, string]> {
    for (const [path, content] of this.#files) {
      const text = typeof content === 'function' ? decodeText(content()) : content;
      if (text !== undefined) yield [path, text];
    }
  }

  *values(): MapIterator<string> {
    for (const [, text] of this.entries()) yield text;
  }

  [Symbol.iterator](): MapIterator<[string, string]> {
    return this.entries();
  }

  forEach(visit: (text: string, path: string, tree: ReadonlyMap<string, string>) => void): void {
    for (const [path, text] of this.entries()) visit(text, path, this);
  }

  /** The same files without those that are not wanted; none is read. */
  only(wanted: (path: string) => boolean): FileTree {
    return makeTree(
      [...this.#files].filter(([path]) => wanted(path)),
      this.remotes,
    );
  }

  /** The same files with others over them, in path order; none is read. */
  with(files: Iterable<readonly [string, string]>): FileTree {
    return makeTree(new Map<string, FileContent>([...this.#files, ...files]), this.remotes);
  }

  /** The same files, and texts of what they name elsewhere. */
  knowing(remotes: ReadonlyMap<string, string>): FileTree {
    return new LazyTree(this.#files, remotes);
  }
}

/** A tree of files in path order; a plain map where all texts are at hand. */
export function makeTree(
  files: Iterable<readonly [string, FileContent]>,
  remotes: ReadonlyMap<string, string> = new Map(),
): FileTree {
  const sorted = [...files].sort(([a], [b]) => compareText(a, b));
  const isRead = (entry: readonly [string, FileContent]): entry is readonly [string, string] =>
    typeof entry[1] === 'string';
  return remotes.size === 0 && sorted.every(isRead) ? new Map(sorted) : new LazyTree(new Map(sorted), remotes);
}

/**
 * The same files, and texts of what they name elsewhere, by those names: they are found when asked for, and are none of the files. Trees made
 * of it by {@link filterTree} and {@link overlayTree} keep them.
 */
export const withRemotes = (tree: FileTree, remotes: ReadonlyMap<string, string>): FileTree =>
  tree instanceof LazyTree ? tree.knowing(remotes) : new LazyTree(new Map(tree), remotes);

/** The files of a tree that are wanted; the tree itself when all are. */
export function filterTree(tree: FileTree, wanted: (path: string) => boolean): FileTree {
  if ([...tree.keys()].every(wanted)) return tree;
  return tree instanceof LazyTree ? tree.only(wanted) : new Map([...tree].filter(([path]) => wanted(path)));
}

/** Files over those of a tree, in path order. */
export const overlayTree = (tree: FileTree, files: readonly (readonly [string, string])[]): FileTree =>
  tree instanceof LazyTree ? tree.with(files) : sortTree(new Map([...tree, ...files]));

/** Another tree of the same files. */
export const copyTree = (tree: FileTree): FileTree => (tree instanceof LazyTree ? tree.with([]) : new Map(tree));
