/**
 * Tokens of a router rule. The rule language has Go's own lexis: upstream hands the text to Go's expression parser
 * (vulcand/predicate parse.go → go/parser, go/scanner), so this follows go/scanner/scanner.go.
 */
export interface Token {
  /** `IDENT`, `INT`, `FLOAT`, `IMAG`, `CHAR`, `STRING`, `ILLEGAL`, `EOF`, `;`, a keyword, or the operator itself. */
  readonly kind: string;
  readonly text: string;
  /** Index in the text. */
  readonly at: number;
}

export interface SyntaxProblem {
  readonly line: number;
  /** In bytes, as Go counts. */
  readonly column: number;
  readonly message: string;
}

const keywords = new Set(
  (
    'break case chan const continue default defer else fallthrough for func go goto if import interface map package ' +
    'range return select struct switch type var'
  ).split(' '),
);
const endsOperand = new Set(['break', 'continue', 'fallthrough', 'return']);
const operators =
  '<<= >>= &^= ... && || <- ++ -- == != <= >= := += -= *= /= %= &= |= ^= << >> &^ + - * / % & | ^ < > = ! ( ) [ ] { } , . : ~'.split(
    ' ',
  );
const closers = new Set([')', ']', '}', '++', '--']);
const letter = /[\p{L}_]/u;
const identifier = /[\p{L}_][\p{L}_\p{Nd}]*/uy;
const number = /0[xX][0-9a-fA-F_]*|0[bBoO][\d_]*|(?:\d[\d_]*)?\.?[\d_]*(?:[eE][+-]?\d*)?/y;

const codePoint = (char: string): string =>
  `U+${char.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')} '${char}'`;

/** Reads tokens one by one; problems are collected in the order they are met. */
export class RouterRuleLexer {
  readonly problems: SyntaxProblem[] = [];
  private at = 0;
  private insertSemicolon = false;
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
    for (const { 0: char, index } of text.matchAll(/[\0\uFEFF]/g)) {
      if (index > 0 || char === '\0')
        this.report(index, char === '\0' ? 'illegal character NUL' : 'illegal byte order mark');
    }
    if (text.startsWith('\uFEFF')) this.at = 1;
  }

  /** Line and byte column of an index. */
  position(at: number): { line: number; column: number } {
    const before = this.text.slice(0, at);
    const lineStart = before.lastIndexOf('\n') + 1;
    return { line: before.split('\n').length, column: Buffer.byteLength(before.slice(lineStart)) + 1 };
  }

  report(at: number, message: string): void {
    this.problems.push({ ...this.position(at), message });
  }

  next(): Token {
    for (;;) {
      const newline = this.skipBlank();
      if (newline !== undefined) return { kind: ';', text: '\n', at: newline };
      const at = this.at;
      if (at >= this.text.length) {
        const inserted = this.insertSemicolon;
        this.insertSemicolon = false;
        return inserted ? { kind: ';', text: '\n', at } : { kind: 'EOF', text: '', at };
      }
      const token = this.scan(at, String.fromCodePoint(this.text.codePointAt(at)!));
      if (token) return token;
    }
  }

  /** Skips blanks and comments; the index of a line end that stands for a semicolon, if one was met. */
  private skipBlank(): number | undefined {
    for (; this.at < this.text.length; this.at++) {
      const char = this.text[this.at]!;
      if (char === '\n' && this.insertSemicolon) {
        this.insertSemicolon = false;
        return this.at++;
      }
      if (!' \t\r\n'.includes(char)) return undefined;
    }
    return undefined;
  }

  private token(kind: string, at: number, end: number, semicolon = false): Token {
    this.at = end;
    this.insertSemicolon = semicolon;
    return { kind, text: this.text.slice(at, end), at };
  }

  private scan(at: number, char: string): Token | undefined {
    if (letter.test(char)) return this.scanWord(at);
    if (/\d/.test(char) || (char === '.' && /\d/.test(this.text[at + 1] ?? ''))) return this.scanNumber(at);
    if (char === '`') return this.scanRaw(at);
    if (char === '"' || char === "'") return this.scanQuoted(at, char);
    if (this.text.startsWith('//', at) || this.text.startsWith('/*', at)) return this.skipComment(at);
    if (char === ';') return this.token(';', at, at + 1);
    const operator = operators.find((candidate) => this.text.startsWith(candidate, at));
    if (operator) return this.token(operator, at, at + operator.length, closers.has(operator));
    const curly = char === '“' || char === '”';
    if (char !== '\uFEFF') {
      this.report(
        at,
        curly ? `curly quotation mark '${char}' (use neutral '"')` : `illegal character ${codePoint(char)}`,
      );
    }
    return this.token('ILLEGAL', at, at + char.length, this.insertSemicolon);
  }

  private scanWord(at: number): Token {
    identifier.lastIndex = at;
    const word = identifier.exec(this.text)![0];
    if (keywords.has(word)) return this.token(word, at, at + word.length, endsOperand.has(word));
    return this.token('IDENT', at, at + word.length, true);
  }

  private scanNumber(at: number): Token {
    number.lastIndex = at;
    const text = number.exec(this.text)![0];
    const end = at + text.length;
    if (this.text[end] === 'i') return this.token('IMAG', at, end + 1, true);
    const float = !/^0[xX]/.test(text) && /[.eE]/.test(text);
    this.checkNumber(at, text, float);
    return this.token(float ? 'FLOAT' : 'INT', at, end, true);
  }

  private checkNumber(at: number, text: string, float: boolean): void {
    if (/[eE][+-]?$/.test(text) && float) this.report(at, 'exponent has no digits');
    const octal = !float && /^0[0-9_]/.test(text) ? text.search(/[89]/) : -1;
    if (octal >= 0) this.report(at + octal, `invalid digit '${text[octal]}' in octal literal`);
  }

  private scanRaw(at: number): Token {
    const close = this.text.indexOf('`', at + 1);
    if (close < 0) this.report(at, 'raw string literal not terminated');
    return this.token('STRING', at, close < 0 ? this.text.length : close + 1, true);
  }

  private scanQuoted(at: number, quote: string): Token {
    const what = quote === '"' ? 'string' : 'rune';
    let end = at + 1;
    let count = 0;
    let valid = true;
    for (;;) {
      const char = this.text[end];
      if (char === undefined || char === '\n') {
        if (valid || what === 'string') this.report(at, `${what} literal not terminated`);
        return this.token(what === 'string' ? 'STRING' : 'CHAR', at, end, true);
      }
      if (char === quote) break;
      count++;
      const width =
        char === '\\' ? this.escapeWidth(end + 1, quote) : String.fromCodePoint(this.text.codePointAt(end)!).length;
      if (width < 0) valid = false;
      end += Math.max(width, 1);
    }
    if (what === 'rune' && valid && count !== 1) this.report(at, 'illegal rune literal');
    return this.token(what === 'string' ? 'STRING' : 'CHAR', at, end + 1, true);
  }

  /** Length of an escape with its backslash; -1 when it is none (reported). */
  private escapeWidth(at: number, quote: string): number {
    const char = this.text[at] ?? '';
    if (char !== '' && `abfnrtv\\${quote}`.includes(char)) return 2;
    const hex = { x: 2, u: 4, U: 8 }[char];
    const digits = hex ?? 3;
    if (hex === undefined && !/[0-7]/.test(char)) {
      this.report(at, char === '' ? 'escape sequence not terminated' : 'unknown escape sequence');
      return -1;
    }
    const start = hex === undefined ? at : at + 1;
    for (let i = start; i < start + digits; i++) {
      const digit = this.text[i];
      if (digit !== undefined && (hex ? /[0-9a-fA-F]/ : /[0-7]/).test(digit)) continue;
      this.report(
        i,
        digit === undefined
          ? 'escape sequence not terminated'
          : `illegal character ${codePoint(digit)} in escape sequence`,
      );
      return -1;
    }
    return start + digits - at + 1;
  }

  private skipComment(at: number): Token | undefined {
    if (this.text[at + 1] === '/') {
      const end = this.text.indexOf('\n', at);
      this.at = end < 0 ? this.text.length : end;
      return undefined;
    }
    const close = this.text.indexOf('*/', at + 2);
    if (close < 0) this.report(at, 'comment not terminated');
    const end = close < 0 ? this.text.length : close + 2;
    const newline = this.text.slice(at, end).indexOf('\n');
    this.at = end;
    if (!this.insertSemicolon || newline < 0) return undefined;
    this.insertSemicolon = false;
    return { kind: ';', text: '\n', at: at + newline };
  }
}
