import { isYamlString } from './yaml-scalar.ts';

/** A scalar or an empty collection as YAML; block scalars are indented by `indent`. No newline at the end. */
export function writeYamlScalar(value: unknown, indent: string): string {
  if (typeof value === 'string') return isBlockText(value) ? writeBlock(value, indent) : writeYamlString(value);
  if (typeof value === 'number') return Number.isFinite(value) ? String(Object.is(value, -0) ? 0 : value) : 'null';
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (Array.isArray(value)) return '[]';
  return typeof value === 'object' && value !== null ? '{}' : 'null';
}

/** A string on one line: bare where no reader takes it for anything else, otherwise in double quotes. */
export const writeYamlString = (text: string): string => (isPlain(text) ? text : quote(text));

// Bare scalars start with nothing that YAML gives a meaning, and hold neither `: ` nor ` #` nor anything unprintable.
const plain = /^(?:[\p{L}\p{N}!"$-.;-~/]|:(?=\S)|(?<=\S)#| (?=[^ #]))*$/u;
const opening = /^(?:[\p{L}\p{N}/_.$(<;^+~]|-(?=[^\s]))/u;
// Words that YAML 1.1 or 1.2 readers take for dates, sexagesimals or other numbers although Go does not.
const otherReaders =
  /^(?:[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt ].*)?|[-+]?0o?[0-7_]+|[-+.]?[0-9][0-9_.]*(?:[eE][-+]?[0-9_]*)?|[-+]?0[xb][0-9a-fA-F_]+|[-+]?\.(?:inf|nan)|\.|<<|=|---.*|\.\.\..*)$/i;

/** Short texts that were asked about: manifests say the same few over and over. */
const asked = new Map<string, boolean>();
const mostAsked = 5000;
const longestAsked = 80;

function isPlain(text: string): boolean {
  if (text.length > longestAsked) return readsPlain(text);
  const known = asked.get(text);
  if (known !== undefined) return known;
  if (asked.size >= mostAsked) asked.clear();
  const found = readsPlain(text);
  asked.set(text, found);
  return found;
}

function readsPlain(text: string): boolean {
  return (
    text !== '' &&
    opening.test(text) &&
    plain.test(text) &&
    !text.endsWith(':') &&
    !text.endsWith(' ') &&
    isYamlString(text) &&
    !looksLikeOther(text)
  );
}

// Two dots make a version or an address, which nobody reads as a number.
const looksLikeOther = (text: string): boolean => otherReaders.test(text) && !/^[0-9]+(?:\.[0-9]+){2,}$/.test(text);

const unprintable = /[\p{Cc}\u2028\u2029\ufeff\ufffe\uffff]/gu;

const quote = (text: string): string =>
  JSON.stringify(text).replace(unprintable, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);

const blockUnsafe = /[^\P{Cc}\t\n]|[\p{Cs}\u2028\u2029\ufeff\ufffe\uffff]/u;

/** Several lines, none of which starts the text with white space, nothing unprintable. */
const isBlockText = (text: string): boolean => text.includes('\n') && !/^\s/.test(text) && !blockUnsafe.test(text);

function writeBlock(text: string, indent: string): string {
  const body = text.endsWith('\n') ? text.slice(0, -1) : text;
  const chomping = text === body ? '-' : body.endsWith('\n') ? '+' : '';
  const margin = indent === '' ? '  ' : indent;
  const lines = body.split('\n').map((line) => (line === '' ? '' : margin + line));
  return `|${chomping}\n${lines.join('\n')}`;
}
