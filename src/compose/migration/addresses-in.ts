import { type AddressRange, overlaps, parseAddress, parseRange, printAddress } from '../../core/address.ts';
import type { ComposedObject } from '../composed-object.ts';

/** Addresses that objects speak of: one by one, and in runs. */
export interface SpokenAddresses {
  readonly single: ReadonlySet<string>;
  readonly ranges: readonly AddressRange[];
}

/** The addresses that stand in objects: in any of their texts, alone or in lists divided by commas. */
export function addressesIn(objects: readonly ComposedObject[]): SpokenAddresses {
  const words = objects.flatMap(({ object }) => textsIn(object)).flatMap((text) => text.split(/[\s,]+/));
  const singles = words.flatMap((word) => parseAddress(word) ?? []);
  const runs = words.filter((word) => /[-/]/.test(word)).flatMap((word) => parseRange(word) ?? []);
  return {
    single: new Set(singles.map(printAddress)),
    ranges: [...runs, ...singles.map(({ family, value }) => ({ family, first: value, last: value }))],
  };
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/** Whether any of some runs of addresses lies in one of others. */
export const anyOverlap = (some: readonly AddressRange[], others: readonly AddressRange[]): boolean =>
  some.some((one) => others.some((other) => one.family === other.family && overlaps(one, other)));
