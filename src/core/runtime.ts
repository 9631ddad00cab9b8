import { randomBytes, randomUUID } from 'node:crypto';

/** Time and chance. The only place in Gatehouse that reads the clock or a random source of the machine. */
export interface Runtime {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** In [0, 1). */
  readonly random: () => number;
  /** RFC 4122 shaped. */
  readonly uid: () => string;
  readonly bytes: (count: number) => Uint8Array;
}

/** The machine's own clock and randomness. */
export function realRuntime(): Runtime {
  return { now: () => Date.now(), random: () => Math.random(), uid: () => randomUUID(), bytes: (n) => randomBytes(n) };
}

/** Monotonic milliseconds, for measuring how long something took; the zero point is arbitrary. */
export const stopwatch = (): (() => number) => {
  const start = performance.now();
  return () => performance.now() - start;
};

/** Default start of virtual time: a fixed instant, so that equal inputs give equal outputs. */
export const virtualEpoch = Date.UTC(2026, 0, 1);

/** Repeatable time and chance: the clock stands at `start` (ms) until `set` moves it; the rest follows from `seed`. */
export function seededRuntime(
  options: { start?: number; seed?: number } = {},
): Runtime & { set: (now: number) => void } {
  let now = options.start ?? virtualEpoch;
  let state = (options.seed ?? 1) >>> 0;
  // mulberry32: small, fast, and the same on every machine.
  const random = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const bytes = (count: number) => {
    const drawn = new Uint8Array(count);
    for (let at = 0; at < count; at++) drawn[at] = Math.floor(random() * 256);
    return drawn;
  };
  const set = (next: number) => {
    now = next;
  };
  return { now: () => now, random, bytes, uid: () => uuidFrom(bytes(16)), set };
}

function uuidFrom(bytes: Uint8Array): string {
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  let text = '';
  for (let at = 0; at < bytes.length; at++) text += (dashed.has(at) ? '-' : '') + hex[bytes[at]!]!;
  return text;
}

/** Bytes of a UUID before which there is a dash. */
const dashed: ReadonlySet<number> = new Set([4, 6, 8, 10]);
const hex: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

const day = 24 * 60 * 60 * 1000;

/**
 * Yesterday's midnight (UTC) in milliseconds since the epoch: virtual time that starts there is the same for all runs of one day, and
 * certificates made in it are valid for clients on the real clock.
 */
export const yesterdaysMidnight = (): number => Math.floor(realRuntime().now() / day) * day - day;
