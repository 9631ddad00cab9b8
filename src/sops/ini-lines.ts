import { SopsError } from './sops-error.ts';

/** A key of a section, and the comment that stands above or behind it. */
export interface IniKey {
  readonly name: string;
  value: string;
  comment: string;
}

/** A section of an INI file; the first one is there without being written. */
export interface IniSection {
  readonly name: string;
  readonly comment: string;
  readonly keys: IniKey[];
}

/** The section of what stands before any other. */
export const defaultSection = 'DEFAULT';

// What Go takes for a blank (unicode.IsSpace).
const blank = '[\\t\\n\\v\\f\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]';
const leading = new RegExp(`^${blank}+`);
const trailing = new RegExp(`${blank}+$`);
const trimStart = (text: string): string => text.replace(leading, '');

/** A text without the blanks around it, as Go cuts them. */
export const trimmed = (text: string): string => trimStart(text).replace(trailing, '');

/** Where a value is read on: the lines behind its own, and what becomes of comments on the way. */
interface Reader {
  readonly lines: readonly string[];
  next: number;
  comment: string;
}

/** Reads an INI file as SOPS does, by the rules of its library (go-ini/ini parser.go). Throws {@link SopsError} for what that refuses. */
export function readIni(text: string): readonly IniSection[] {
  const reader: Reader = { lines: text.replace(/^\ufeff/, '').split(/(?<=\n)/), next: 0, comment: '' };
  const sections: IniSection[] = [{ name: defaultSection, comment: '', keys: [] }];
  while (reader.next < reader.lines.length) {
    const line = trimStart(reader.lines[reader.next]!);
    reader.next += 1;
    if (line === '') continue;
    if (/^[#;]/.test(line)) reader.comment += line;
    else if (line.startsWith('[')) sections.push(readSection(line, reader));
    else addKey(sections.at(-1)!.keys, readKey(line, reader));
  }
  return sections;
}

function readSection(line: string, reader: Reader): IniSection {
  const end = line.lastIndexOf(']');
  if (end < 0) throw new SopsError(`line ${reader.next}: the section has no ]`);
  const name = line.slice(1, end);
  if (name === '') throw new SopsError(`line ${reader.next}: the section has no name`);
  return { name, comment: takeComment(reader, /[#;].*/s.exec(line.slice(end + 1))?.[0]), keys: [] };
}

function takeComment(reader: Reader, more = ''): string {
  const comment = trimmed(reader.comment + more);
  reader.comment = '';
  return comment;
}

/** A name that comes twice keeps its place, and has the last value. */
function addKey(keys: IniKey[], key: IniKey): void {
  const before = keys.find(({ name }) => name === key.name);
  if (before) Object.assign(before, { value: key.value, comment: key.comment });
  else keys.push(key);
}

function readKey(line: string, reader: Reader): IniKey {
  const at = reader.next;
  const { name, rest } = readName(line, at);
  if (name === '-') throw new SopsError(`line ${at}: SOPS gives a key of the name - another one, and loses it`);
  const value = readValue(trimStart(rest), reader);
  return { name, value, comment: takeComment(reader) };
}

function readName(line: string, at: number): { readonly name: string; readonly rest: string } {
  const quote = line.length > 6 && line.startsWith('"""') ? '"""' : /^["`]/.exec(line)?.[0];
  const closed = quote === undefined ? 0 : line.indexOf(quote, quote.length);
  if (closed < 0) throw new SopsError(`line ${at}: the quote of the key is not closed`);
  const delimiter = line.slice(quote === undefined ? 0 : closed + quote.length).search(/[=:]/);
  const end = delimiter < 0 ? -1 : delimiter + (quote === undefined ? 0 : closed + quote.length);
  const name = trimmed(line.slice(quote?.length ?? 0, quote === undefined ? Math.max(end, 0) : closed));
  if (end < 0 || name === '') throw new SopsError(`line ${at} is no NAME=VALUE`);
  return { name, rest: line.slice(end + 1) };
}

function readValue(line: string, reader: Reader): string {
  if (line === '') return '';
  const quote = line.length > 3 && line.startsWith('"""') ? '"""' : line.startsWith('`') ? '`' : undefined;
  if (quote !== undefined) {
    const end = line.lastIndexOf(quote);
    return end < quote.length ? readQuoted(line.slice(quote.length), quote, reader) : line.slice(quote.length, end);
  }
  const plain = trimmed(line);
  if (plain.endsWith('\\')) return readContinued(plain.slice(0, -1), reader);
  const note = plain.search(/[#;]/);
  if (note >= 0) reader.comment += plain.slice(note);
  const value = note < 0 ? plain : trimmed(plain.slice(0, note));
  return /^'[^']*'$|^"[^"]*"$/s.test(value) ? value.slice(1, -1) : value;
}

/** A value in quotes that goes on over lines. */
function readQuoted(first: string, quote: string, reader: Reader): string {
  const start = reader.next;
  let value = first;
  for (; reader.next < reader.lines.length; ) {
    const line = reader.lines[reader.next]!;
    reader.next += 1;
    const end = line.lastIndexOf(quote);
    const goesOn = end < 0 || trimmed(line.slice(end + quote.length)).endsWith('\\');
    if (goesOn) {
      value += line;
      continue;
    }
    reader.comment += trimmed(/[#;].*/s.exec(line.slice(end))?.[0] ?? '');
    return value + line.slice(0, end);
  }
  throw new SopsError(`line ${start}: the quote of the value is not closed`);
}

/** A line that ends with a backslash goes on with the next one. */
function readContinued(first: string, reader: Reader): string {
  let value = first;
  for (; reader.next < reader.lines.length; ) {
    const line = trimmed(reader.lines[reader.next]!);
    reader.next += 1;
    if (line === '') return value;
    value += line;
    if (!value.endsWith('\\')) return value;
    value = value.slice(0, -1);
  }
  return value;
}
