import { posix } from 'node:path';
import type { FileTree } from '../core/file-tree.ts';
import { compareText } from '../core/finding.ts';
import { asObject } from '../kube/as-object.ts';
import { printRef } from '../kube/object.ts';
import { readDocuments } from '../kube/yaml-read.ts';
import type { RenderMove } from './render-plan.ts';

/**
 * What stands elsewhere now: files that hold the same object, and files without one of the same name in folders that moved with their
 * objects. `gone` are the files that are no longer composed, `fresh` those that were not before.
 */
export function findMoves(gone: FileTree, fresh: FileTree): readonly RenderMove[] {
  if (gone.size === 0 || fresh.size === 0) return [];
  const [was, now] = [byObject(gone), byObject(fresh)];
  const moves = new Map<string, string>();
  for (const [ref, from] of was) {
    const to = now.get(ref);
    if (from !== undefined && to !== undefined) moves.set(from, to);
  }
  const folders = movedFolders(moves);
  for (const from of gone.keys()) {
    const folder = folders.get(posix.dirname(from));
    const to = folder === undefined ? undefined : posix.join(folder, posix.basename(from));
    if (to !== undefined && !moves.has(from) && fresh.has(to) && ![...moves.values()].includes(to)) moves.set(from, to);
  }
  return [...moves].map(([from, to]) => ({ from, to })).sort((a, b) => compareText(a.from, b.from));
}

/** The file of each object; undefined where two files hold it. */
function byObject(files: FileTree): ReadonlyMap<string, string | undefined> {
  const found = new Map<string, string | undefined>();
  for (const [path, text] of files) {
    if (!/\.ya?ml$/.test(path)) continue;
    const [document, second] = readDocuments(text, path).documents;
    const object = asObject(document?.value);
    if (second || !object) continue;
    const ref = `${object.apiVersion} ${printRef(object)}`;
    found.set(ref, found.has(ref) ? undefined : path);
  }
  return found;
}

/** Where folders went, and those above them as long as their names stay: of `a/b/x` → `c/b/x` both `a/b` and `a`. */
function movedFolders(moves: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const folders = new Map<string, string>();
  for (const [from, to] of moves) {
    let [old, now] = [posix.dirname(from), posix.dirname(to)];
    while (old !== now && old !== '.') {
      if (!folders.has(old)) folders.set(old, now);
      if (posix.basename(old) !== posix.basename(now)) break;
      [old, now] = [posix.dirname(old), posix.dirname(now)];
    }
  }
  return folders;
}
