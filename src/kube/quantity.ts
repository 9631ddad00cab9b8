/** How a quantity is written: `12Mi`, `12M` or `12e6`. */
export type QuantityFormat = 'BinarySI' | 'DecimalSI' | 'DecimalExponent';

/** A resource quantity, exact to a nano unit. */
export interface Quantity {
  /** In units of 10⁻⁹. */
  readonly nanos: bigint;
  readonly format: QuantityFormat;
}

const binary = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
const decimal = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E'];
const shape = /^([+-]?)([0-9]*)(?:\.([0-9]*))?([eEinumkKMGTP]*[-+]?[0-9]*)$/;
const most = ((1n << 63n) - 1n) * 1_000_000_000n;

const wrongFormat = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";

/** Reads a quantity (`500m`, `1.5Gi`, `1e3`, 2); the error's text is that of apimachinery pkg/api/resource/quantity.go. */
export function parseQuantity(input: string | number | bigint): Quantity | { readonly error: string } {
  const match = shape.exec(String(input).trim());
  if (!match || String(input).trim() === '') return { error: wrongFormat };
  const [, sign, whole = '', fraction = '', suffix = ''] = match;
  const scale = scaleOf(suffix);
  if (!scale) return { error: "unable to parse quantity's suffix" };
  const mantissa = BigInt(`${whole}${fraction}` || '0');
  const magnitude = scaled(mantissa, scale, fraction.length);
  const capped = scale.format === 'BinarySI' && magnitude > most ? most : magnitude;
  // Less than one of something binary is written decimal.
  const format = scale.format === 'BinarySI' && capped < 1_000_000_000n && capped > 0n ? 'DecimalSI' : scale.format;
  return { nanos: sign === '-' ? -capped : capped, format };
}

interface Scale {
  readonly base: 2n | 10n;
  readonly exponent: number;
  readonly format: QuantityFormat;
}

function scaleOf(suffix: string): Scale | undefined {
  const decimals = decimal.indexOf(suffix);
  if (decimals >= 0) return { base: 10n, exponent: (decimals - 3) * 3, format: 'DecimalSI' };
  const binaries = binary.indexOf(suffix);
  if (binaries > 0) return { base: 2n, exponent: binaries * 10, format: 'BinarySI' };
  const exponent = /^[eE]([-+]?[0-9]{1,9})$/.exec(suffix);
  return exponent ? { base: 10n, exponent: clampExponent(Number(exponent[1])), format: 'DecimalExponent' } : undefined;
}

// Beyond this the value is 1 nano or more than anything anyways; powers of millions of digits would hang.
const clampExponent = (exponent: number): number => Math.max(-400, Math.min(400, exponent));

/** Rounded up to a whole nano. */
function scaled(mantissa: bigint, { base, exponent }: Scale, fractionDigits: number): bigint {
  if (base === 2n) return divideUp(mantissa * (1n << BigInt(exponent)) * 1_000_000_000n, 10n ** BigInt(fractionDigits));
  const shift = exponent + 9 - fractionDigits;
  return shift >= 0 ? mantissa * 10n ** BigInt(shift) : divideUp(mantissa, 10n ** BigInt(-shift));
}

const divideUp = (value: bigint, by: bigint): bigint => (value + by - 1n) / by;

/** The canonical text: `0.5` → `500m`, `1024Mi` → `1Gi`, `1000m` → `1`. */
export function printQuantity({ nanos, format }: Quantity): string {
  if (nanos === 0n) return '0';
  const size = nanos < 0n ? -nanos : nanos;
  const sign = nanos < 0n ? '-' : '';
  const whole = size % 1_000_000_000n === 0n;
  if (format === 'BinarySI' && whole && size >= 1024n * 1_000_000_000n) {
    const [value, steps] = reduce(size / 1_000_000_000n, 1024n, binary.length - 1);
    return `${sign}${value}${binary[steps]}`;
  }
  const [value, steps] = reduce(size, 1000n, format === 'DecimalExponent' ? 200 : decimal.length - 1);
  if (format !== 'DecimalExponent') return `${sign}${value}${decimal[steps]}`;
  return steps === 3 ? `${sign}${value}` : `${sign}${value}e${(steps - 3) * 3}`;
}

function reduce(value: bigint, by: bigint, limit: number): readonly [bigint, number] {
  let rest = value;
  let steps = 0;
  while (steps < limit && rest % by === 0n) {
    rest /= by;
    steps += 1;
  }
  return [rest, steps];
}

/** The canonical text of a quantity, undefined when it is none. */
export function canonicalQuantity(input: string | number | bigint): string | undefined {
  const quantity = parseQuantity(input);
  return 'error' in quantity ? undefined : printQuantity(quantity);
}

/** Negative, zero or positive, as `a` is less than, equal to or more than `b`. */
export const compareQuantities = (a: Quantity, b: Quantity): number =>
  a.nanos < b.nanos ? -1 : a.nanos > b.nanos ? 1 : 0;

/** The sum, written as the first. */
export const addQuantities = (a: Quantity, b: Quantity): Quantity => ({ nanos: a.nanos + b.nanos, format: a.format });

/** Thousandths, rounded up: 500 of `500m`. */
export const milliValue = ({ nanos }: Quantity): number =>
  Number(nanos < 0n ? nanos / 1_000_000n : divideUp(nanos, 1_000_000n));

/** Whole units, rounded up. */
export const wholeValue = ({ nanos }: Quantity): number =>
  Number(nanos < 0n ? nanos / 1_000_000_000n : divideUp(nanos, 1_000_000_000n));
