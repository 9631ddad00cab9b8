/**
 * A text that a Go regular expression (RE2) should match: the shortest it asks for, or undefined when the pattern uses what is not read
 * here. Whoever uses it holds it against the real expression.
 */
export function sampleOf(pattern: string): string | undefined {
  const reader = { text: pattern, at: 0 };
  const sample = readAlternatives(reader);
  return sample === undefined || reader.at < pattern.length ? undefined : sample;
}

interface Reader {
  readonly text: string;
  at: number;
}

/** What a wildcard stands for: a text that is good in hosts and in paths. */
const anything = 'any';

/** Alternatives up to the end or a closing parenthesis: the first one is taken, the others are passed over. */
function readAlternatives(reader: Reader): string | undefined {
  let taken: string | undefined;
  for (;;) {
    const sequence = readSequence(reader);
    if (sequence === undefined) return undefined;
    taken ??= sequence;
    if (reader.text[reader.at] !== '|') return taken;
    reader.at += 1;
  }
}

function readSequence(reader: Reader): string | undefined {
  let sample = '';
  while (reader.at < reader.text.length && !'|)'.includes(reader.text[reader.at] ?? '')) {
    const atom = readAtom(reader);
    if (atom === undefined) return undefined;
    const times = readTimes(reader);
    if (times === undefined) return undefined;
    sample += atom.repeat(times);
  }
  return sample;
}

function readAtom(reader: Reader): string | undefined {
  const char = reader.text[reader.at] ?? '';
  reader.at += 1;
  if (char === '^' || char === '$') return '';
  if (char === '.') return anything;
  if (char === '(') return readGroup(reader);
  if (char === '[') return readClass(reader);
  if (char === '\\') return readEscape(reader);
  return '*+?{'.includes(char) ? undefined : char;
}

function readGroup(reader: Reader): string | undefined {
  const opening = /^\?(?::|P?<\w+>)/.exec(reader.text.slice(reader.at));
  if (opening) reader.at += opening[0].length;
  else if (reader.text[reader.at] === '?') return undefined;
  const inner = readAlternatives(reader);
  if (reader.text[reader.at] !== ')') return undefined;
  reader.at += 1;
  return inner;
}

const classes: Readonly<Record<string, string>> = { d: '1', w: 'a', s: ' ', D: 'a', W: '-', S: 'a' };

function readEscape(reader: Reader): string | undefined {
  const char = reader.text[reader.at] ?? '';
  reader.at += 1;
  if ('bBAz'.includes(char) && char !== '') return '';
  return classes[char] ?? (/[^\w]/.test(char) ? char : undefined);
}

const usual = [...'abcdefghijklmnopqrstuvwxyz0123456789-_ABCDEFGHIJKLMNOPQRSTUVWXYZ.~/'];

function readClass(reader: Reader): string | undefined {
  const end = reader.text.indexOf(']', reader.at + (/^\^?\]/.test(reader.text.slice(reader.at)) ? 2 : 1));
  if (end < 0) return undefined;
  const inner = reader.text.slice(reader.at, end);
  if (inner.includes('[:')) return undefined;
  reader.at = end + 1;
  const [negated, members] = inner.startsWith('^') ? [true, inner.slice(1)] : [false, inner];
  const has = (char: string): boolean => inClass(members, char);
  return usual.find((char) => has(char) !== negated);
}

/** Whether a character is among the members of a class, e.g. `a-z0-9_\d`. */
function inClass(members: string, char: string): boolean {
  for (const [, low, high, escaped, single] of members.matchAll(/([^\\])-([^\\])|\\(.)|(.)/gs)) {
    if (low !== undefined && high !== undefined && low <= char && char <= high) return true;
    if (escaped === 'd' && /\d/.test(char)) return true;
    if (escaped === 'w' && /\w/.test(char)) return true;
    if (escaped === char || single === char) return true;
  }
  return false;
}

/** How often an atom is repeated: as seldom as may be, but once where it may be missing altogether. */
function readTimes(reader: Reader): number | undefined {
  const found = /^(?:[*+?]|\{(\d+)(?:,\d*)?\})\??/.exec(reader.text.slice(reader.at));
  if (!found) return reader.text[reader.at] === '{' ? undefined : 1;
  reader.at += found[0].length;
  if (found[0].startsWith('?')) return 0;
  const times = Number(found[1] ?? 1);
  return times > 200 ? undefined : times;
}
