import { narrowInteger } from './wide-json.ts';

/** What an unquoted scalar means to the Go tools (go-yaml v2 resolve.go): kubectl, helm, kustomize and Flux read it so. */
const yes = new Set('y Y yes Yes YES true True TRUE on On ON'.split(' '));
const no = new Set('n N no No NO false False FALSE off Off OFF'.split(' '));
const nulls = new Set(['', '~', 'null', 'Null', 'NULL']);
const plainInteger = /^(0|[1-9][0-9]{0,14})$/;
const float = /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/;
const infinity = /^[-+]?\.(inf|Inf|INF)$/;
const notANumber = new Set(['.nan', '.NaN', '.NAN']);
const radixes: readonly (readonly [RegExp, (digits: string) => bigint])[] = [
  [/^0[xX][0-9a-fA-F]+$/, (digits) => BigInt(`0x${digits.slice(2)}`)],
  [/^0[bB][01]+$/, (digits) => BigInt(`0b${digits.slice(2)}`)],
  [/^0[oO][0-7]+$/, (digits) => BigInt(`0o${digits.slice(2)}`)],
  [/^0[0-7]+$/, (digits) => BigInt(`0o${digits.slice(1)}`)],
  [/^(0|[1-9][0-9]*)$/, BigInt],
];

/** Whether the scalar is null. */
export const isYamlNull = (text: string | null): boolean => text === null || nulls.has(text);

/** The truth value of a scalar, undefined when it is none. */
export function yamlBoolean(text: string): boolean | undefined {
  if (text.length > 5) return undefined;
  return yes.has(text) ? true : no.has(text) ? false : undefined;
}

/** As {@link yamlBoolean}, but as go-yaml v3 has it: words such as `yes` are texts. */
export const yamlTruth = (text: string): boolean | undefined =>
  /^(true|True|TRUE|false|False|FALSE)$/.test(text) ? text.toLowerCase() === 'true' : undefined;

function wholeNumber(text: string): number | bigint | undefined {
  const signed = text[0] === '+' || text[0] === '-';
  const digits = signed ? text.slice(1) : text;
  const reader = radixes.find(([pattern]) => pattern.test(digits));
  if (!reader) return undefined;
  const size = reader[1](digits);
  const value = text[0] === '-' ? -size : size;
  return value >= -(1n << 63n) && value < 1n << 64n ? narrowInteger(value) : undefined;
}

/**
 * The number a scalar means, undefined when it is none; a bigint where a number would not be exact (to int64 and uint64, as in Go).
 * Infinities and NaN are given although JSON has none.
 */
export function yamlNumber(text: string): number | bigint | undefined {
  if (plainInteger.test(text)) return Number(text);
  const first = text.charCodeAt(0);
  const mayBeNumber = (first >= 48 && first <= 57) || first === 43 || first === 45 || first === 46;
  if (!mayBeNumber) return undefined;
  if (infinity.test(text)) return text[0] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  if (notANumber.has(text)) return Number.NaN;
  const digits = first === 46 ? text : text.replaceAll('_', '');
  const whole = first === 46 ? undefined : wholeNumber(digits);
  if (whole !== undefined) return whole;
  const value = float.test(digits) ? Number(digits) : undefined;
  return Number.isFinite(value) ? value : undefined;
}

/** Whether a scalar is a whole number. */
export function isYamlInteger(text: string): boolean {
  const value = yamlNumber(text);
  return typeof value === 'bigint' || Number.isInteger(value);
}

/** Whether an unquoted scalar would be read as a string. */
export const isYamlString = (text: string): boolean =>
  !isYamlNull(text) && yamlBoolean(text) === undefined && yamlNumber(text) === undefined;
