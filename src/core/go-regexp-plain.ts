// Reading an expression with the engine costs a hundred times what it takes to see that it is one of the usual ones.

const escaped = String.raw`\\[.\-/+*?()[\]{}|^$\\dDwWsS]`;
const inClass = String.raw`(?:[\w.:/,@+*?(){}|$%&#=;!~"'<> ]|${escaped})`;
const digits = Array.from({ length: 10 }, (_, least) => `${least}-[${least}-9]`).join('|');
const aClass = String.raw`\[\^?-?(?:a-z|A-Z|a-f|A-F|${digits}|${inClass}(?!-[^\]]))+-?\]`;
const one = String.raw`(?:[\w/:,@ =;%~"'<>!&#-]|\.|${escaped}|${aClass})`;
const times = String.raw`(?:[*+?]\??|\{(?:\d{1,2}|[1-9]\d\d)(?:,(?:\d{1,2}|[1-9]\d\d)?)?\})?`;
/** A part after which the rest is looked at anew: a character or class with how often it comes, an anchor, or a bound of a group. */
const part = new RegExp(String.raw`(?:${one}${times}|[\^$|]|\((?:\?:)?|\)[*+?]?)`, 'y');
const longest = 2000;
const deepest = 20;

/**
 * Whether a pattern is surely read by Go: characters, the usual classes, alternatives and groups, and numbers of times only of single
 * characters (regexp/syntax/parse.go). False says nothing: the engine is to be asked.
 */
export function isPlainGoRegexp(pattern: string): boolean {
  if (pattern.length > longest) return false;
  let depth = 0;
  for (part.lastIndex = 0; part.lastIndex < pattern.length; ) {
    const found = part.exec(pattern)?.[0];
    if (found === undefined || !inOrder(found)) return false;
    if (found.startsWith('(')) depth++;
    if (found.startsWith(')')) depth--;
    if (depth < 0 || depth > deepest) return false;
  }
  return depth === 0;
}

/** The least number of times is no more than the most. */
function inOrder(text: string): boolean {
  const [, least, most] = /\{(\d+),(\d+)\}$/.exec(text) ?? [];
  return most === undefined || Number(least) <= Number(most);
}
