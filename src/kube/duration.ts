const unit: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};

const term = /([0-9]*)(?:\.([0-9]*))?(ns|us|µs|μs|ms|s|m|h)/y;
const most = (1n << 63n) - 1n;

/** Nanoseconds of a Go duration such as `1h30m` or `-1.5s`; undefined when Go's time.ParseDuration refuses it. */
export function parseDurationNanos(text: string): bigint | undefined {
  const negative = text.startsWith('-');
  const body = /^[-+]/.test(text) ? text.slice(1) : text;
  if (body === '0') return 0n;
  if (body === '') return undefined;
  let total = 0n;
  let at = 0;
  while (at < body.length) {
    term.lastIndex = at;
    const match = term.exec(body);
    if (!match || (match[1] === '' && !match[2])) return undefined;
    const size = unit[match[3]!]!;
    const fraction = match[2] ?? '';
    total += BigInt(match[1] || 0) * size;
    if (fraction) total += (BigInt(fraction) * size) / 10n ** BigInt(fraction.length);
    at = term.lastIndex;
  }
  if (total > most + (negative ? 1n : 0n)) return undefined;
  return negative ? -total : total;
}

/** Seconds of a Go duration; undefined when it is none. */
export function parseDuration(text: string): number | undefined {
  const nanos = parseDurationNanos(text);
  return nanos === undefined ? undefined : Number(nanos) / 1e9;
}

/** Prints seconds as Go's time.Duration does: `1h0m0s`, `1m30s`, `1.5s`, `250ms`. */
export const printDuration = (seconds: number): string => printDurationNanos(BigInt(Math.round(seconds * 1e9)));

/** Prints nanoseconds as Go's time.Duration does. */
export function printDurationNanos(nanos: bigint): string {
  if (nanos < 0n) return `-${printDurationNanos(-nanos)}`;
  if (nanos === 0n) return '0s';
  const small = (['ns', 'µs', 'ms', 's'] as const).findLast((name) => nanos >= unit[name]!)!;
  if (small !== 's') return `${decimal(nanos, unit[small]!)}${small}`;
  const hours = nanos / unit.h!;
  const minutes = (nanos % unit.h!) / unit.m!;
  const seconds = `${decimal(nanos % unit.m!, unit.s!)}s`;
  if (hours > 0n) return `${hours}h${minutes}m${seconds}`;
  return minutes > 0n ? `${minutes}m${seconds}` : seconds;
}

function decimal(nanos: bigint, size: bigint): string {
  const rest = nanos % size;
  if (rest === 0n) return String(nanos / size);
  const digits = String(size).length - 1;
  return `${nanos / size}.${String(rest).padStart(digits, '0').replace(/0+$/, '')}`;
}
