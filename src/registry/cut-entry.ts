/** What says that `entries` of an index do not begin where a line's key is: a comment, or nothing. */
const blank = /^\s*(?:#|$)/;

/**
 * Cuts one chart out of an index as `helm repo index` and others write it, in block style: an index with that chart alone, without
 * parsing the rest. `absent` where it has none; undefined where the text is written another way, or other lines are referred to: then
 * all of it must be parsed. In block style nothing but a key of `entries` stands at their indentation: what texts hold is indented
 * deeper than the key they belong to (YAML 1.2 section 8.1.1.1).
 */
export function cutEntry(text: string, name: string): string | 'absent' | undefined {
  const start = startOfEntries(text);
  if (!start) return undefined;
  const { from, indent } = start;
  if (!/^[\w.-]+$/.test(name)) return undefined;
  const begin = findKey(text, from, indent, name);
  if (begin === undefined) return quotedKey(text, from, indent) ? undefined : 'absent';
  const cut = text.slice(begin, endOfEntry(text, begin, indent));
  return /(^|\s)[*&]\w|<<:/m.test(cut) ? undefined : `entries:\n${cut}`;
}

function startOfEntries(text: string): { readonly from: number; readonly indent: number } | undefined {
  const at = text.startsWith('entries:') ? 0 : text.indexOf('\nentries:') + 1;
  if (at === 0 && !text.startsWith('entries:')) return undefined;
  const from = nextLine(text, at);
  if (text.slice(at + 'entries:'.length, from).trim() !== '') return undefined;
  for (let line = from; line < text.length; line = nextLine(text, line)) {
    const content = text.slice(line, nextLine(text, line));
    if (blank.test(content)) continue;
    const indent = content.length - content.trimStart().length;
    return indent === 0 || content.trimStart().startsWith('-') ? undefined : { from, indent };
  }
  return undefined;
}

/** The first line at this indentation that is the key of the chart; undefined beyond the entries. */
function findKey(text: string, from: number, indent: number, name: string): number | undefined {
  const end = endOfEntries(text, from);
  for (const spelling of [`${name}:`, `"${name}":`, `'${name}':`]) {
    const wanted = `\n${' '.repeat(indent)}${spelling}`;
    for (let at = text.indexOf(wanted, from - 1); at >= 0 && at < end; at = text.indexOf(wanted, at + 1)) {
      if (/\s/.test(text[at + wanted.length] ?? '\n')) return at + 1;
    }
  }
  return undefined;
}

const endOfEntries = (text: string, from: number): number => {
  const end = /\n[^\s#]/g;
  end.lastIndex = from - 1;
  return end.exec(text)?.index ?? text.length;
};

/** Whether a key is written with escapes or as `? key`, which a search for its text may miss. */
const quotedKey = (text: string, from: number, indent: number): boolean => {
  const odd = new RegExp(`\\n {${indent}}(?:"[^"\\n]*\\\\|\\? )`, 'g');
  odd.lastIndex = from - 1;
  return odd.test(text);
};

/** Where the next key at this indentation, or a lower one, begins; a list may stand at the indentation of its key. */
function endOfEntry(text: string, begin: number, indent: number): number {
  const next = new RegExp(`\\n {0,${indent}}(?![ \\r\\n#]|- |-\\r?\\n)`, 'g');
  next.lastIndex = begin;
  const found = next.exec(text);
  return found ? found.index + 1 : text.length;
}

const nextLine = (text: string, at: number): number => {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end + 1;
};
