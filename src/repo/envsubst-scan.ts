/** What a scan may accept: bits. */
export const scanText = 1;
export const scanOpen = 2;
export const scanClose = 4;
export const scanEscape = 8;

/** Whether a letter belongs to the token; `index` counts the letters so far, this one included. */
export type Accept = (letter: string, index: number) => boolean;

/** Every letter belongs to the token. */
export const anyLetter: Accept = () => true;

/** Begins a variable or an escape. */
const special = /[$\\]/g;

export type Token = 'end' | 'open' | 'close' | 'text' | 'illegal';

/** Reads tokens of a template (fluxcd/pkg envsubst/parse/scan.go): text, `${` and `}`, as the mode allows. */
export class Scanner {
  /** Whether a backslash escapes, beside a doubled `$`; on from the first `${` of a run on. */
  backslash = false;
  private text: string;
  private at = 0;
  private start = 0;

  constructor(text: string) {
    this.text = text;
  }

  /** The text of the last token. */
  get token(): string {
    return this.text.slice(this.start, this.at);
  }

  peek(ahead = 0): string {
    const code = this.text.codePointAt(this.at + ahead);
    return code === undefined ? '' : String.fromCodePoint(code);
  }

  scan(mode: number, accept: Accept): Token {
    this.start = this.at;
    if (this.peek() === '') return 'end';
    if (mode & scanOpen && this.isOpen()) {
      this.at += 2;
      return 'open';
    }
    if (mode & scanClose && this.peek() === '}') {
      this.at += 1;
      return 'close';
    }
    if (!(mode & scanText) || !this.take(mode, accept)) {
      this.at += this.peek().length;
      return 'illegal';
    }
    while (this.at < this.text.length && !(mode & scanOpen && this.isOpen())) {
      if (accept === anyLetter && this.skipPlain()) continue;
      if (!this.take(mode, accept)) break;
    }
    return 'text';
  }

  /** Goes on to the next letter that may mean something; false where it stands on one. Texts of any length are nearly all such letters. */
  private skipPlain(): boolean {
    special.lastIndex = this.at;
    const next = special.exec(this.text)?.index ?? this.text.length;
    const moved = next > this.at;
    this.at = next;
    return moved;
  }

  private isOpen(): boolean {
    return this.text.startsWith('${', this.at);
  }

  private take(mode: number, accept: Accept): boolean {
    if (mode & scanEscape && this.isEscaped()) {
      // The first of the two letters goes, the second is text.
      this.text = this.text.slice(0, this.at) + this.text.slice(this.at + 1);
      this.at += 1;
      return true;
    }
    const letter = this.peek();
    if (accept === anyLetter) {
      this.at += letter.length;
      return true;
    }
    const index = Buffer.byteLength(this.text.slice(this.start, this.at + letter.length));
    if (!accept(letter, index)) return false;
    this.at += letter.length;
    return true;
  }

  private isEscaped(): boolean {
    const [letter, next] = [this.text[this.at], this.text[this.at + 1]];
    return (letter === '$' && next === '$') || (this.backslash && letter === '\\' && (next === '/' || next === '\\'));
  }
}
