import { SopsError } from './sops-error.ts';

/** A leaf as SOPS types it (sops/aes/cipher.go Encrypt). */
export type SopsType = 'str' | 'int' | 'float' | 'bool' | 'time';

/** A leaf: its type, and its text as SOPS encrypts and hashes it. */
export interface SopsScalar {
  readonly type: SopsType;
  readonly text: string;
}

const nulls = new Set(['', '~', 'null', 'Null', 'NULL']);
const truth = /^(?:true|True|TRUE)$/;
const untruth = /^(?:false|False|FALSE)$/;
const infinity = /^([-+]?)\.(?:inf|Inf|INF)$/;
const notANumber = /^\.(?:nan|NaN|NAN)$/;
const float = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const whole = /^([-+]?)(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO][0-7]+|0[0-7]*|[1-9][0-9]*)$/;

/** What a bare scalar of YAML is to SOPS: undefined for null (go-yaml v3 resolve.go; `yes` is a text, `0644` is 420). */
export function resolveScalar(text: string): SopsScalar | undefined {
  if (nulls.has(text)) return undefined;
  if (truth.test(text)) return { type: 'bool', text: 'True' };
  if (untruth.test(text)) return { type: 'bool', text: 'False' };
  const sign = infinity.exec(text)?.[1];
  if (sign !== undefined) return { type: 'float', text: sign === '-' ? '-Inf' : '+Inf' };
  if (notANumber.test(text)) return { type: 'float', text: 'NaN' };
  if (!/^[-+.0-9]/.test(text)) return { type: 'str', text };
  return (text[0] === '.' ? undefined : resolveTime(text)) ?? resolveNumber(text) ?? { type: 'str', text };
}

function resolveNumber(text: string): SopsScalar | undefined {
  const digits = text[0] === '.' ? text : text.replaceAll('_', '');
  const match = whole.exec(digits);
  if (match) {
    const size = BigInt(match[2]!.replace(/^0(?=[0-7])/, '0o'));
    const value = match[1] === '-' ? -size : size;
    if (value >= -(1n << 63n) && value < 1n << 63n) return { type: 'int', text: String(value) };
    // SOPS has no type for what go-yaml reads as uint64 (sops.go walkValue).
    if (value > 0n && value < 1n << 64n)
      throw new SopsError('a whole number above 9223372036854775807 has no type in SOPS', {
        hint: 'put it in quotes',
      });
  }
  return float.test(digits) ? { type: 'float', text: printFloat(Number(digits)) } : undefined;
}

const date = /^(\d{4})-(\d{1,2})-(\d{1,2})$/;
const clock = /^(\d{4})-(\d{1,2})-(\d{1,2})([Tt]| )(\d{1,2}):(\d{1,2}):(\d{1,2})(?:\.(\d{1,9}))?(Z|[-+]\d{2}:\d{2})?$/;
const two = (text: string): string => text.padStart(2, '0');

/** A timestamp as Go marshals it: RFC 3339 (go-yaml v3 resolve.go parseTimestamp). */
function resolveTime(text: string): SopsScalar | undefined {
  const day = date.exec(text);
  if (day && isDay(day)) return { type: 'time', text: `${day[1]}-${two(day[2]!)}-${two(day[3]!)}T00:00:00Z` };
  const found = clock.exec(text);
  if (!found || !isDay(found)) return undefined;
  const [, year, month, dayOfMonth, joint, hour, minute, second, fraction = '', zone] = found;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  // With a blank between there is no zone, with a T there is one.
  if ((joint === ' ') === (zone !== undefined)) return undefined;
  const part = fraction.replace(/0+$/, '');
  const at = `${two(hour!)}:${two(minute!)}:${two(second!)}${part && `.${part}`}`;
  const offset = zone === undefined || /^[-+]00:00$/.test(zone) ? 'Z' : zone;
  return { type: 'time', text: `${year}-${two(month!)}-${two(dayOfMonth!)}T${at}${offset}` };
}

function isDay([, year, month, day]: RegExpExecArray): boolean {
  const at = new Date(Date.UTC(2000, Number(month) - 1, Number(day)));
  at.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  return at.getUTCMonth() === Number(month) - 1 && at.getUTCDate() === Number(day);
}

/** A float as SOPS writes it: all digits, no exponent (strconv.FormatFloat with 'f', -1). */
export function printFloat(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value < 0 ? '-Inf' : '+Inf';
  const text = Object.is(value, -0) ? '-0' : String(value);
  const match = /^(-?)(\d+)(?:\.(\d+))?e([-+]\d+)$/.exec(text);
  if (!match) return text;
  const [, sign, head = '', tail = '', exponent] = match;
  const digits = head + tail;
  const point = head.length + Number(exponent);
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  return `${sign}${digits.padEnd(point, '0')}`;
}
