import { Glob } from './envsubst-glob.ts';

/**
 * The functions of `${name…}` (fluxcd/pkg envsubst/funcs.go): lengths and offsets count bytes, and what reads like bash's
 * assignment, error and alternative forms all give a default.
 */
export function applyFunction(name: string, value: string, args: readonly string[]): string {
  switch (name) {
    case ',':
      return first(value, (letter) => letter.toLowerCase());
    case ',,':
      return value.toLowerCase();
    case '^':
      return first(value, (letter) => letter.toUpperCase());
    case '^^':
      return value.toUpperCase();
    case '#':
      return args.length === 0 ? String(Buffer.byteLength(value)) : trim(value, args[0]!, 'prefix', 'shortest');
    case '##':
      return trim(value, args[0]!, 'prefix', 'longest');
    case '%':
      return trim(value, args[0]!, 'suffix', 'shortest');
    case '%%':
      return trim(value, args[0]!, 'suffix', 'longest');
    case ':':
      return substring(value, args);
    case '/#':
      return args.length === 2 && value.startsWith(args[0]!) ? args[1]! + value.slice(args[0]!.length) : value;
    case '/%':
      return args.length === 2 && value.endsWith(args[0]!)
        ? value.slice(0, value.length - args[0]!.length) + args[1]!
        : value;
    case '/':
      return replaceFirst(value, args[0]!, args[1] ?? '');
    case '//':
      return args[0] === '' ? insertEverywhere(value, args[1] ?? '') : value.replaceAll(args[0]!, () => args[1] ?? '');
    default:
      return value === '' ? args.join('') : value;
  }
}

function first(value: string, change: (letter: string) => string): string {
  const [letter = ''] = value;
  return change(letter) + value.slice(letter.length);
}

const replaceFirst = (value: string, from: string, to: string): string => value.replace(from, () => to);

/** Go replaces the empty text between all letters. */
const insertEverywhere = (value: string, to: string): string => to + [...value].map((letter) => letter + to).join('');

const goInteger = (text: string): number | undefined => (/^[+-]?\d+$/.test(text) ? Number(text) : undefined);

function substring(value: string, [offset, count]: readonly string[]): string {
  const bytes = Buffer.from(value);
  const parsed = goInteger(offset ?? '');
  if (parsed === undefined) return value;
  const from = parsed < 0 ? Math.max(0, bytes.length + parsed) : parsed;
  if (count === undefined) return bytes.subarray(from).toString();
  const length = goInteger(count);
  if (length === undefined) return value;
  // Upstream slices without a check here, and the controller recovers from the panic (fixed in envsubst 1.8).
  if (length < 0) throw new RangeError(`runtime error: slice bounds out of range [:${from + length}]`);
  return bytes.subarray(from, from + length).toString();
}

/**
 * Cuts what a pattern matches off one end. The search of upstream runs over all prefixes from the longest to one letter, and the
 * shortest one wins or loses by the order only; suffixes are searched in reversed text with the reversed pattern.
 */
function trim(value: string, pattern: string, end: 'prefix' | 'suffix', which: 'shortest' | 'longest'): string {
  const turn = (letters: string) => (end === 'suffix' ? [...letters].reverse() : [...letters]);
  const letters = turn(value);
  const cut = Glob.read(turn(pattern).join(''))?.prefixes(letters)?.[which];
  return cut === undefined ? value : turn(letters.slice(cut).join('')).join('');
}
