import type { Json } from './object.ts';

const wideDigits = /\d{16}/;
const numberToken = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/g;
const wideInteger = /^-?\d{16,}$/;

/**
 * The value of a JSON text, with whole numbers exact to 64 bits: a bigint where a number cannot hold them. Beyond int64 they are
 * floating-point numbers, as in Go (sigs.k8s.io/json). Throws SyntaxError as JSON.parse does.
 */
export function parseJson(text: string): Json {
  const plain = JSON.parse(text) as Json;
  return wideDigits.test(text) ? parseWide(text, plain) : plain;
}

function parseWide(text: string, plain: Json): Json {
  const mark = markFor(JSON.stringify(plain));
  const marked = text.replace(numberToken, (token) => (wideInteger.test(token) ? `"${mark}${token}"` : token));
  return JSON.parse(marked, (_, value) =>
    typeof value === 'string' && value.startsWith(mark) ? readInteger(value.slice(mark.length)) : value,
  ) as Json;
}

function readInteger(digits: string): number | bigint {
  const value = BigInt(digits);
  return isInt64(value) ? narrowInteger(value) : Number(digits);
}

/** Whether a whole number fits into 64 bits with a sign. */
export const isInt64 = (value: bigint): boolean => BigInt.asIntN(64, value) === value;

/** A whole number in its one form: a bigint only when a number cannot hold it. */
export const narrowInteger = (value: bigint): number | bigint => {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
};

/** Letters that a JSON text does not have; none of them is ever written as an escape. */
function markFor(text: string): string {
  let longest = 0;
  for (const [, colons = ''] of text.matchAll(/int64(:+)/g)) longest = Math.max(longest, colons.length);
  return `int64${':'.repeat(longest + 1)}`;
}

/** JSON text of a value; bigints are printed as numbers. What JSON has no text for is null, as an item of a list would be. */
export function printJson(value: unknown, indent?: number): string {
  try {
    return JSON.stringify(value, undefined, indent) ?? 'null';
  } catch (thrown) {
    // The engine's only word on a bigint; looking for one beforehand would cost more than all else here.
    if (!(thrown instanceof TypeError) || !/bigint/i.test(thrown.message)) throw thrown;
    return printWide(value, indent);
  }
}

function printWide(value: unknown, indent: number | undefined): string {
  const replaceWith = (print: (item: bigint) => unknown) =>
    JSON.stringify(value, (_, item: unknown) => (typeof item === 'bigint' ? print(item) : item), indent);
  const mark = markFor(replaceWith(() => 0));
  return replaceWith((item) => mark + item).replace(new RegExp(`"${mark}(-?\\d+)"`, 'g'), '$1');
}
