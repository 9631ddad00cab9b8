import { printDuration } from '../../report/svg/print-duration.ts';

/** Seconds as people read them. */
export const printSeconds = printDuration;

/** A span of seconds: one number where both ends are the same. */
export const printSpan = ([least, most]: readonly [number, number]): string =>
  least === most ? printDuration(most) : `${printDuration(least)} to ${printDuration(most)}`;
