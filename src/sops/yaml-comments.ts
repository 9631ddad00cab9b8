import { columnAt, type DocumentPlaces, type Entry } from './yaml-places.ts';

/** A comment with its place in the text, and the paths of keys it may belong to: the most likely first. */
export interface CommentPlace {
  readonly start: number;
  readonly end: number;
  /** Its text without the `#`. */
  readonly text: string;
  readonly paths: readonly (readonly string[])[];
}

type Yaml = typeof import('yaml');

/** Comments outside the `sops` blocks (go-yaml v3 decides by columns what a comment belongs to, sops/stores/yaml/store.go takes it from there). */
export function commentsOf(yaml: Yaml, text: string, documents: readonly DocumentPlaces[]): readonly CommentPlace[] {
  const comments: CommentPlace[] = [];
  let at = 0;
  for (const token of new yaml.Lexer().lex(text)) {
    // The lexer says where documents and scalars begin by single control characters that are in no text.
    if (token === '\x02' || token === '\x18' || token === '\x1f') continue;
    if (yaml.CST.tokenType(token) === 'comment') {
      const found = commentAt(text, at, token.replace(/\r$/, ''), documents);
      if (found) comments.push(found);
    }
    at += token.length;
  }
  return comments;
}

function commentAt(
  text: string,
  start: number,
  token: string,
  documents: readonly DocumentPlaces[],
): CommentPlace | undefined {
  const document = documents.findLast((candidate) => candidate.start <= start) ?? documents[0];
  if (!document || (document.sops && start >= document.sops.start && start < document.sops.end)) return undefined;
  return { start, end: start + token.length, text: token.slice(1), paths: pathsAt(text, start, document.entries) };
}

function pathsAt(text: string, start: number, entries: readonly Entry[]): readonly (readonly string[])[] {
  const index = firstAfter(entries, start);
  const before = entries[index - 1]?.around ?? [];
  const after = entries[index]?.around ?? [];
  const others = [...after, ...before].map(({ path }) => path).reverse();
  return [likelyPath(text, start, { before, after }), ...others, []];
}

function likelyPath(
  text: string,
  start: number,
  { before, after }: { readonly before: Entry['around']; readonly after: Entry['around'] },
): readonly string[] {
  const column = columnAt(text, start);
  const isBehind = /\S/.test(text.slice(start - column, start));
  if (isBehind && before.length > 0) return before.at(-1)!.path;
  const next = after.at(-1);
  const opens = after.length > before.length;
  if (next && (opens || column <= next.column)) return next.path;
  return before.findLast((collection) => collection.column <= column)?.path ?? next?.path ?? [];
}

function firstAfter(entries: readonly Entry[], start: number): number {
  let [low, high] = [0, entries.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (entries[middle]!.start > start) high = middle;
    else low = middle + 1;
  }
  return low;
}
