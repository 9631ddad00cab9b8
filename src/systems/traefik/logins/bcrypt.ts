/**
 * bcrypt, as `htpasswd -B` writes it (Provos and Mazières, "A Future-Adaptable Password Scheme"; golang.org/x/crypto/bcrypt).
 * Blowfish starts from the fraction of pi, which is computed here once instead of being kept as a table.
 */
interface Blowfish {
  readonly p: Uint32Array;
  readonly s: Uint32Array;
}

const words = 18 + 4 * 256;
let initial: Blowfish | undefined;

/** The first words of pi's fraction, by Machin's formula. */
function piWords(): Uint32Array {
  const guard = 64n;
  const one = 1n << (BigInt(words * 32) + guard);
  const arctangent = (inverse: bigint): bigint => {
    let power = one / inverse;
    let sum = power;
    for (let n = 3n, sign = -1n; power > 0n; n += 2n, sign = -sign) {
      power /= inverse * inverse;
      sum += sign * (power / n);
    }
    return sum;
  };
  const fraction = (16n * arctangent(5n) - 4n * arctangent(239n) - 3n * one) >> guard;
  const hex = fraction.toString(16).padStart(words * 8, '0');
  return Uint32Array.from({ length: words }, (_, i) => Number.parseInt(hex.slice(i * 8, i * 8 + 8), 16));
}

function startState(): Blowfish {
  if (!initial) {
    const all = piWords();
    initial = { p: all.slice(0, 18), s: all.slice(18) };
  }
  return { p: initial.p.slice(), s: initial.s.slice() };
}

/** Encrypts two words in place. */
function encipher({ p, s }: Blowfish, block: Uint32Array, at: number): void {
  let left = block[at]!;
  let right = block[at + 1]!;
  for (let round = 0; round < 16; round += 2) {
    left ^= p[round]!;
    right ^=
      (((s[left >>> 24]! + s[256 + ((left >>> 16) & 255)]!) ^ s[512 + ((left >>> 8) & 255)]!) +
        s[768 + (left & 255)]!) |
      0;
    right ^= p[round + 1]!;
    left ^=
      (((s[right >>> 24]! + s[256 + ((right >>> 16) & 255)]!) ^ s[512 + ((right >>> 8) & 255)]!) +
        s[768 + (right & 255)]!) |
      0;
  }
  block[at] = right ^ p[17]!;
  block[at + 1] = left ^ p[16]!;
}

/** Bytes over and over, as 32-bit words. */
function cyclicWords(bytes: Uint8Array, count: number): Uint32Array {
  let at = 0;
  return Uint32Array.from({ length: count }, () => {
    let word = 0;
    for (let i = 0; i < 4; i++) {
      word = ((word << 8) | bytes[at]!) >>> 0;
      at = (at + 1) % bytes.length;
    }
    return word;
  });
}

const noSalt = new Uint32Array(4);

function expand(state: Blowfish, key: Uint32Array, salt: Uint32Array): void {
  for (let i = 0; i < 18; i++) state.p[i] = state.p[i]! ^ key[i]!;
  const block = new Uint32Array(2);
  let at = 0;
  for (const table of [state.p, state.s]) {
    for (let i = 0; i < table.length; i += 2) {
      block[0] = block[0]! ^ salt[at]!;
      block[1] = block[1]! ^ salt[at + 1]!;
      at = (at + 2) % 4;
      encipher(state, block, 0);
      table[i] = block[0]!;
      table[i + 1] = block[1]!;
    }
  }
}

const alphabet = './ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const usual = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const translate = (text: string, from: string, to: string): string =>
  [...text].map((char) => to[from.indexOf(char)] ?? '').join('');

/** The hash of a password with the salt and cost of a given hash; undefined when that is no bcrypt hash, or one of absurd cost. */
export function bcrypt(password: string, hash: string): string | undefined {
  const match = /^(\$2[abxy]?\$(\d\d)\$([./A-Za-z0-9]{22}))[./A-Za-z0-9]{31}$/.exec(hash);
  const cost = Number(match?.[2]);
  if (!match || cost < 4 || cost > 16) return undefined;
  const salt = cyclicWords(Buffer.from(translate(match[3]!, alphabet, usual), 'base64'), 4);
  const key = cyclicWords(Buffer.concat([Buffer.from(password), Buffer.alloc(1)]).subarray(0, 72), 18);
  const state = startState();
  expand(state, key, salt);
  const saltKey = Uint32Array.from({ length: 18 }, (_, i) => salt[i % 4]!);
  for (let round = 0; round < 2 ** cost; round++) {
    expand(state, key, noSalt);
    expand(state, saltKey, noSalt);
  }
  const text = cyclicWords(Buffer.from('OrpheanBeholderScryDoubt'), 6);
  for (let round = 0; round < 64; round++) for (let at = 0; at < 6; at += 2) encipher(state, text, at);
  const bytes = Buffer.alloc(24);
  for (const [i, word] of text.entries()) bytes.writeUInt32BE(word, i * 4);
  return match[1]! + translate(bytes.subarray(0, 23).toString('base64').replaceAll('=', ''), usual, alphabet);
}
