/**
 * Go's regular expressions (RE2 syntax, regexp/syntax/parse.go) on JavaScript's engine.
 * The matching rules are the same (leftmost, first alternative), the spelling is not: flags, `\z`, `\A`, `\Q…\E`, POSIX and Unicode
 * classes, the dot and the anchors are rewritten; what RE2 refuses (look-around, back-references) is refused in Go's words.
 */
export type GoRegexp = { readonly regexp: RegExp } | { readonly problem: string };

class SyntaxRefusal extends Error {}

interface Flags {
  readonly i: boolean;
  readonly m: boolean;
  readonly s: boolean;
  readonly U: boolean;
}

const posix: Readonly<Record<string, string>> = {
  alnum: '0-9A-Za-z',
  alpha: 'A-Za-z',
  ascii: '\\x00-\\x7F',
  blank: '\\t ',
  cntrl: '\\x00-\\x1F\\x7F',
  digit: '0-9',
  graph: '!-~',
  lower: 'a-z',
  print: ' -~',
  punct: '!-\\/:-@\\[-`\\{-~',
  space: '\\t\\n\\v\\f\\r ',
  upper: 'A-Z',
  word: '0-9A-Za-z_',
  xdigit: '0-9A-Fa-f',
};
const perl: Readonly<Record<string, string>> = { d: '0-9', s: '\\t\\n\\f\\r ', w: '0-9A-Za-z_' };
const scripts =
  /^(C|Cc|Cf|Co|Cs|L|Ll|Lm|Lo|Lt|Lu|M|Mc|Me|Mn|N|Nd|Nl|No|P|Pc|Pd|Pe|Pf|Pi|Po|Ps|S|Sc|Sk|Sm|So|Z|Zl|Zp|Zs)$/;

const refuse = (what: string, at: string): never => {
  throw new SyntaxRefusal(`error parsing regexp: ${what}: \`${at}\``);
};

function isProperty(property: string): boolean {
  try {
    return new RegExp(`\\p{${property}}`, 'u') instanceof RegExp;
  } catch {
    return false;
  }
}

const escapeLiteral = (char: string): string => (/[\\^$.*+?()[\]{}|/]/.test(char) ? `\\${char}` : char);

function foldCase(char: string): string {
  const lower = char.toLowerCase();
  const upper = char.toUpperCase();
  return lower === upper || lower.length !== char.length || upper.length !== char.length
    ? escapeLiteral(char)
    : `[${lower}${upper}]`;
}

class Translator {
  private at = 0;
  private flags: Flags = { i: false, m: false, s: false, U: false };
  private readonly chars: readonly string[];
  private readonly pattern: string;

  constructor(pattern: string) {
    this.pattern = pattern;
    this.chars = [...pattern];
  }

  translate(): string {
    const out = this.alternatives(0);
    if (this.at < this.chars.length) refuse('unexpected )', this.pattern);
    return out;
  }

  private rest(from = this.at): string {
    return this.chars.slice(from).join('');
  }

  private alternatives(depth: number): string {
    if (depth > 1000) refuse('expression nests too deeply', this.pattern);
    const saved = this.flags;
    let out = '';
    let last = '';
    let lastAt = 0;
    while (this.at < this.chars.length && this.chars[this.at] !== ')') {
      const char = this.chars[this.at]!;
      const repeat = this.repeat();
      if (repeat) {
        if (last === '') refuse('missing argument to repetition operator', repeat.text);
        const again = this.repeat();
        if (again)
          refuse(
            'invalid nested repetition operator',
            this.chars
              .slice(lastAt, this.at)
              .join('')
              .replace(/^.*?(?=[*+?{])/s, ''),
          );
        last = `(?:${last})${repeat.out}`;
        continue;
      }
      out += last;
      lastAt = this.at;
      if (char === '|') {
        this.at++;
        last = '';
        out += '|';
      } else last = this.atom(depth);
      lastAt = this.at;
    }
    this.flags = saved;
    return out + last;
  }

  private repeat(): { out: string; text: string } | undefined {
    const char = this.chars[this.at] ?? '';
    const counted = char === '{' ? /^\{(\d+)(,(\d*))?\}/.exec(this.rest()) : null;
    if (!'*+?'.includes(char) && !counted) return undefined;
    if (char === '') return undefined;
    const text = counted ? counted[0] : char;
    if (counted) {
      const [low, high] = [Number(counted[1]), counted[3] ? Number(counted[3]) : Number(counted[1])];
      if (low > 1000 || high > 1000 || high < low) refuse('invalid repeat count', text);
    }
    this.at += text.length;
    let lazy = this.chars[this.at] === '?';
    if (lazy) this.at++;
    const printed = lazy ? `${text}?` : text;
    if (this.flags.U) lazy = !lazy;
    return { out: lazy ? `${text}?` : text, text: printed };
  }

  private atom(depth: number): string {
    const char = this.chars[this.at]!;
    if (char === '(') return this.group(depth);
    if (char === '[') return this.charClass();
    if (char === '\\') return this.escape();
    this.at++;
    if (char === '.') return this.flags.s ? '[^]' : '[^\\n]';
    if (char === '^') return this.flags.m ? '(?:^|(?<=\\n))' : '^';
    if (char === '$') return this.flags.m ? '(?=\\n|$)' : '$';
    return this.flags.i ? foldCase(char) : escapeLiteral(char);
  }

  private group(depth: number): string {
    const rest = this.rest();
    if (!rest.startsWith('(?')) {
      this.at++;
      return `(${this.closed(depth)})`;
    }
    if (/^\(\?P?</.test(rest)) return this.namedGroup(depth, rest);
    const flags = /^\(\?([imsU]*)(?:-([imsU]+))?([:)])/.exec(rest);
    if (!flags) return refuse('invalid or unsupported Perl syntax', /^\(\?[imsU]*(?:-[imsU]*)?.?/su.exec(rest)![0]);
    this.at += flags[0].length;
    const set = (flag: keyof Flags): boolean =>
      flags[2]?.includes(flag) ? false : flags[1]!.includes(flag) || this.flags[flag];
    const changed = { i: set('i'), m: set('m'), s: set('s'), U: set('U') };
    const outer = this.flags;
    this.flags = changed;
    if (flags[3] === ')') return '(?:)';
    const inner = this.closed(depth);
    this.flags = outer;
    return `(?:${inner})`;
  }

  private namedGroup(depth: number, rest: string): string {
    const named = /^\(\?P?<([^>]*)>/.exec(rest);
    if (!named || !/^\w+$/.test(named[1]!)) return refuse('invalid named capture', named ? named[0] : rest);
    this.at += [...named[0]].length;
    return `(?<${/^\d/.test(named[1]!) ? `_${named[1]}` : named[1]}>${this.closed(depth)})`;
  }

  private closed(depth: number): string {
    const inner = this.alternatives(depth + 1);
    if (this.chars[this.at] !== ')') refuse('missing closing )', this.pattern);
    this.at++;
    return inner;
  }

  private escape(): string {
    const next = this.chars[this.at + 1];
    if (next === undefined) return refuse('trailing backslash at end of expression', '');
    if (next === 'A' || next === 'z') {
      this.at += 2;
      return next === 'A' ? '(?<![^])' : '(?![^])';
    }
    if (next === 'b' || next === 'B') {
      this.at += 2;
      return `\\${next}`;
    }
    if (next === 'Q') return this.quoted();
    const set = this.classEscape();
    if (set !== undefined) return set.negated ? `[^${set.body}]` : `[${set.body}]`;
    const char = this.charEscape();
    return this.flags.i ? foldCase(char) : escapeLiteral(char);
  }

  private quoted(): string {
    this.at += 2;
    const rest = this.rest();
    const end = rest.indexOf('\\E');
    const text = end < 0 ? rest : rest.slice(0, end);
    this.at += [...text].length + (end < 0 ? 0 : 2);
    return [...text].map((char) => (this.flags.i ? foldCase(char) : escapeLiteral(char))).join('');
  }

  /** `\d`, `\pL`, `\p{Greek}` and their negations. */
  private classEscape(): { body: string; negated: boolean } | undefined {
    const next = this.chars[this.at + 1]!;
    const lower = next.toLowerCase();
    if (lower in perl) {
      this.at += 2;
      return { body: perl[lower]!, negated: next !== lower };
    }
    if (lower !== 'p') return undefined;
    const match = /^\\[pP](?:\{(\^?)(\w+)\}|(\w))/.exec(this.rest());
    if (!match) return refuse('invalid character class range', this.rest().slice(0, 3));
    this.at += match[0].length;
    const name = (match[2] ?? match[3])!;
    const property = name === 'Any' ? 'Any' : scripts.test(name) ? name : `Script=${name}`;
    if (!isProperty(property)) refuse('invalid character class range', match[0]);
    return { body: `\\p{${property}}`, negated: (next === 'P') !== (match[1] === '^') };
  }

  private charEscape(): string {
    const rest = this.rest();
    const hex =
      /^\\x(?:\{([0-9a-fA-F]{1,6})\}|([0-9a-fA-F]{2}))/.exec(rest) ??
      /^\\(?:(0[0-7]{0,2})|([1-7][0-7]{1,2}))/.exec(rest);
    if (hex) {
      this.at += hex[0].length;
      return String.fromCodePoint(Number.parseInt((hex[1] ?? hex[2])!, hex[0][1] === 'x' ? 16 : 8));
    }
    const next = this.chars[this.at + 1]!;
    const control = { a: '\u0007', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' }[next];
    if (control === undefined && (/[0-9A-Za-z]/.test(next) || next.codePointAt(0)! > 127))
      refuse('invalid escape sequence', `\\${next}`);
    this.at += 2;
    return control ?? next;
  }

  private charClass(): string {
    const start = this.at++;
    const negated = this.chars[this.at] === '^';
    if (negated) this.at++;
    let body = '';
    for (let first = true; first || this.chars[this.at] !== ']'; first = false) {
      if (this.at >= this.chars.length) refuse('missing closing ]', this.rest(start));
      body += this.classPart();
    }
    this.at++;
    return negated ? `[^${body}]` : `[${body}]`;
  }

  private classPart(): string {
    const named = /^\[:(\^?)(\w*):\]/.exec(this.rest());
    if (named) {
      const set = posix[named[2]!];
      if (set === undefined || named[1]) return refuse('invalid character class range', named[0]);
      this.at += named[0].length;
      return set;
    }
    if (this.chars[this.at] === '\\' && this.at + 1 < this.chars.length) {
      const set = this.classEscape();
      if (set) return set.negated ? this.negatedInClass(set.body) : set.body;
    }
    const from = this.at;
    const low = this.classChar();
    if (this.chars[this.at] !== '-' || (this.chars[this.at + 1] ?? ']') === ']') return this.range(low, low);
    this.at++;
    const high = this.classChar();
    if (high.codePointAt(0)! < low.codePointAt(0)!)
      refuse('invalid character class range', this.chars.slice(from, this.at).join(''));
    return this.range(low, high);
  }

  private negatedInClass(body: string): string {
    const spelled = Object.entries(perl).find(([, value]) => value === body)?.[0];
    if (spelled === 's') return '\\x00-\\x08\\x0B\\x0E-\\x1F!-\\u{10FFFF}';
    return spelled ? `\\${spelled.toUpperCase()}` : body.replace('\\p', '\\P');
  }

  private classChar(): string {
    if (this.chars[this.at] === '\\') return this.charEscape();
    const char = this.chars[this.at];
    if (char === undefined) return refuse('missing closing ]', this.pattern);
    this.at++;
    return char;
  }

  private range(low: string, high: string): string {
    const code = (char: string): string => `\\u{${char.codePointAt(0)!.toString(16)}}`;
    const plain = low === high ? code(low) : `${code(low)}-${code(high)}`;
    if (!this.flags.i) return plain;
    const folded = [low.toLowerCase(), high.toLowerCase(), low.toUpperCase(), high.toUpperCase()];
    const letters = /^[A-Za-z]$/.test(low) && /^[A-Za-z]$/.test(high);
    return letters ? `${plain}${code(folded[0]!)}-${code(folded[1]!)}${code(folded[2]!)}-${code(folded[3]!)}` : plain;
  }
}

const cache = new Map<string, GoRegexp>();
const cacheLimit = 2000;

/** Compiles a Go pattern; results are shared, so never set `lastIndex`. */
export function compileGoRegexp(pattern: string): GoRegexp {
  const known = cache.get(pattern);
  if (known) return known;
  const compiled = compile(pattern);
  if (cache.size >= cacheLimit) cache.clear();
  cache.set(pattern, compiled);
  return compiled;
}

function compile(pattern: string): GoRegexp {
  try {
    return { regexp: new RegExp(new Translator(pattern).translate(), 'u') };
  } catch (thrown) {
    if (thrown instanceof SyntaxRefusal) return { problem: thrown.message };
    return { problem: `error parsing regexp: not understood: \`${pattern}\`` };
  }
}

/** Go's `Regexp.ReplaceAllString`: `$1`, `${1}`, `${name}`; an unknown group is empty. */
export function replaceAll(regexp: RegExp, text: string, replacement: string): string {
  const global = new RegExp(regexp.source, `${regexp.flags}g`);
  return text.replace(global, (...parts: unknown[]) => {
    // After the groups come the offset, the text and, with named groups, those.
    const numbered = parts.slice(
      0,
      parts.findIndex((part) => typeof part === 'number'),
    );
    const groups = (typeof parts.at(-1) === 'object' ? parts.at(-1) : {}) as Record<string, string | undefined>;
    return replacement.replace(/\$(?:\$|(\w+)|\{(\w+)\})/g, (all, bare?: string, braced?: string) => {
      const name = bare ?? braced;
      if (name === undefined) return all === '$$' ? '$' : all;
      return String((/^\d+$/.test(name) ? numbered[Number(name)] : groups[name]) ?? '');
    });
  });
}
