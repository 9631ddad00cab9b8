import type { Json } from './object.ts';
import { isYamlNull, yamlNumber } from './yaml-scalar.ts';

/** The truth value of an unquoted scalar, undefined when it is none. */
export type ReadBoolean = (text: string) => boolean | undefined;

/** Levels inside each other that are read here. */
const mostLevels = 60;
const mostKeyLetters = 120;

const [space, dash, hash] = [32, 45, 35];

/** What no simple text holds: tabs, carriage returns, letters that are not printable ASCII. */
const unusual = /[^\n\x20-\x7e]/;
/** Begins a scalar that is read as it stands, unless it is quoted or means something. */
const plainStart = /^(?:[\w$(/+.^;\\=~<]|-[\w.-])/;
const plainKey = /[A-Za-z_][\w./-]*:(?=[ \n]|$)/y;

/**
 * Reads a document of the form that nearly all manifests have: mappings and sequences in block style, one scalar a line, plain keys. The same
 * as js-yaml makes of it, several times as fast; undefined for all that is written otherwise or wrong, which is for js-yaml to say.
 */
export function readSimpleYaml(text: string, readBoolean: ReadBoolean): Json | undefined {
  if (unusual.test(text)) return undefined;
  const reader = new SimpleReader(text, readBoolean);
  return reader.readDocument();
}

/** Stands for a value that is not simple. */
const other = Symbol('not simple');
type Read = Json | typeof other;

class SimpleReader {
  private readonly text: string;
  private readonly readBoolean: ReadBoolean;
  /** Where the next line begins. */
  private following = 0;
  /** Column of the content of the line that is looked at; -1 beyond the last. */
  private indent = -1;
  /** Where that content begins, and where its line ends. */
  private from = 0;
  private end = 0;
  private levels = 0;

  constructor(text: string, readBoolean: ReadBoolean) {
    this.text = text;
    this.readBoolean = readBoolean;
  }

  readDocument(): Json | undefined {
    this.nextLine();
    if (this.indent === 0 && /^--- *$/.test(this.text.slice(this.from, this.end))) this.nextLine();
    if (this.indent < 0) return undefined;
    const value = this.readBlock();
    return value === other || this.indent >= 0 ? undefined : (value as Json);
  }

  /** Goes on to the next line that is neither blank nor a comment. */
  private nextLine(): void {
    const { text } = this;
    for (let start = this.following; start < text.length; start = this.following) {
      const found = text.indexOf('\n', start);
      this.end = found < 0 ? text.length : found;
      this.following = this.end + 1;
      let from = start;
      while (text.charCodeAt(from) === space) from += 1;
      const first = text.charCodeAt(from);
      if (from >= this.end || first === hash) continue;
      this.from = from;
      this.indent = from - start;
      return;
    }
    this.indent = -1;
  }

  private readBlock(): Read {
    this.levels += 1;
    if (this.levels > mostLevels) return other;
    const value = this.isItem() ? this.readList(this.indent) : this.readMap(this.indent);
    this.levels -= 1;
    return value;
  }

  private isItem(): boolean {
    return this.text.charCodeAt(this.from) === dash && this.isGap(this.from + 1);
  }

  private isGap(at: number): boolean {
    return at >= this.end || this.text.charCodeAt(at) === space;
  }

  private readMap(indent: number): Read {
    const map: Record<string, Json> = {};
    while (this.indent === indent) {
      const key = this.readKey();
      if (key === undefined || Object.hasOwn(map, key)) return other;
      const value = this.readValue(this.from + key.length + 1, indent, true);
      if (value === other) return other;
      map[key] = value;
    }
    return this.indent > indent ? other : map;
  }

  /** The key that the content begins with; undefined where there is none that is simple, or where it is no text. */
  private readKey(): string | undefined {
    plainKey.lastIndex = this.from;
    const length = (plainKey.exec(this.text)?.[0].length ?? 0) - 1;
    if (length < 1 || length > mostKeyLetters) return undefined;
    const key = this.text.slice(this.from, this.from + length);
    return typeof this.toScalar(key) === 'string' && key !== '__proto__' ? key : undefined;
  }

  private readList(indent: number): Read {
    const list: Json[] = [];
    while (this.indent === indent && this.isItem()) {
      const item = this.readItem(indent);
      if (item === other) return other;
      list.push(item);
    }
    return this.indent > indent ? other : list;
  }

  private readItem(indent: number): Read {
    const start = this.skipSpaces(this.from + 1);
    plainKey.lastIndex = start;
    if (!plainKey.test(this.text)) return this.readValue(start, indent, false);
    this.levels += 1;
    if (this.levels > mostLevels) return other;
    this.indent += start - this.from;
    this.from = start;
    const map = this.readMap(this.indent);
    this.levels -= 1;
    return map;
  }

  private skipSpaces(from: number): number {
    let at = from;
    while (this.text.charCodeAt(at) === space) at += 1;
    return at;
  }

  /** What stands behind a key or a dash, or in the lines below; a list may stand at the column of its key. */
  private readValue(from: number, indent: number, isOfKey: boolean): Read {
    const start = this.skipSpaces(from);
    const isEmpty = start >= this.end || (this.text.charCodeAt(start) === hash && start > from);
    const scalar = isEmpty ? null : this.readScalar(start);
    this.nextLine();
    if (!isEmpty) return this.indent > indent ? other : scalar;
    if (this.indent > indent) return this.readBlock();
    return isOfKey && this.indent === indent && this.isItem() ? this.readBlock() : null;
  }

  private readScalar(start: number): Read {
    const rest = this.text.slice(start, this.end);
    const first = rest[0];
    if (first === "'" || first === '"') return readQuoted(rest, first);
    const comment = rest.indexOf(' #');
    const plain = (comment < 0 ? rest : rest.slice(0, comment)).trimEnd();
    if (plain === '[]') return [];
    if (plain === '{}') return {};
    if (!plainStart.test(plain) || plain.includes(': ') || plain.endsWith(':') || plain === '<<') return other;
    return this.toScalar(plain);
  }

  private toScalar(text: string): Read {
    const first = text.charCodeAt(0);
    const isLetter = (first | 32) >= 97 && (first | 32) <= 122;
    // Words that mean something have at most five letters.
    if (isLetter && text.length > 5) return text;
    if (isYamlNull(text)) return null;
    const truth = this.readBoolean(text);
    if (truth !== undefined) return truth;
    const number = isLetter ? undefined : yamlNumber(text);
    if (number === undefined) return text;
    return typeof number === 'bigint' || Number.isFinite(number) ? (number as Json) : other;
  }
}

/** A text between quotes without anything in it that means something. */
function readQuoted(rest: string, quote: string): Read {
  const close = rest.indexOf(quote, 1);
  if (close < 0 || !/^ *$|^ +#/.test(rest.slice(close + 1))) return other;
  const inner = rest.slice(1, close);
  return quote === '"' && inner.includes('\\') ? other : inner;
}
