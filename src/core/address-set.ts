import { type Address, type AddressRange, parseRange, printAddress } from './address.ts';

/** A set of IP addresses: runs that neither touch nor overlap, IPv4 first, ascending. Made by {@link addressSet}. */
export type AddressSet = readonly AddressRange[];

type Family = 4 | 6;

const lastOf = (family: Family): bigint => (1n << (family === 4 ? 32n : 128n)) - 1n;

/** Every address of a family, or of both. */
export const everyAddress = (family?: Family): AddressSet =>
  ([4, 6] as const)
    .filter((each) => family === undefined || each === family)
    .map((each) => ({ family: each, first: 0n, last: lastOf(each) }));

const byPlace = (a: AddressRange, b: AddressRange): number =>
  a.family - b.family || (a.first < b.first ? -1 : a.first > b.first ? 1 : 0);

/** The set of all addresses that lie in one of the ranges, which may overlap and come in any order. */
export function addressSet(ranges: readonly AddressRange[]): AddressSet {
  const merged: AddressRange[] = [];
  for (const { family, first, last } of [...ranges].sort(byPlace)) {
    const before = merged.at(-1);
    if (before?.family === family && first <= before.last + 1n)
      merged[merged.length - 1] = { family, first: before.first, last: last > before.last ? last : before.last };
    else merged.push({ family, first, last });
  }
  return merged;
}

/** The set that texts name, each an address, a CIDR or a range; what is none of these is left out. */
export const parseAddressSet = (texts: readonly string[]): AddressSet =>
  addressSet(texts.flatMap((text) => parseRange(text) ?? []));

/** Addresses that are in any of the sets. */
export const union = (...sets: readonly AddressSet[]): AddressSet => addressSet(sets.flat());

/** Addresses that are in both sets. */
export function intersection(a: AddressSet, b: AddressSet): AddressSet {
  const shared: AddressRange[] = [];
  for (const left of a)
    for (const right of b) {
      if (left.family !== right.family || left.first > right.last || right.first > left.last) continue;
      const first = left.first > right.first ? left.first : right.first;
      shared.push({ family: left.family, first, last: left.last < right.last ? left.last : right.last });
    }
  return addressSet(shared);
}

/** Addresses of both families that are not in the set. */
export const complement = (set: AddressSet): AddressSet => difference(everyAddress(), set);

/** Addresses of `from` that are not in `without`. */
export function difference(from: AddressSet, without: AddressSet): AddressSet {
  return from.flatMap((range) => {
    const left: AddressRange[] = [];
    let { first } = range;
    for (const hole of without) {
      if (hole.family !== range.family || hole.last < first || hole.first > range.last) continue;
      if (hole.first > first) left.push({ family: range.family, first, last: hole.first - 1n });
      first = hole.last + 1n;
    }
    return first <= range.last ? [...left, { family: range.family, first, last: range.last }] : left;
  });
}

/** Whether an address is in the set. */
export const isIn = (set: AddressSet, { family, value }: Address): boolean =>
  set.some((range) => range.family === family && range.first <= value && value <= range.last);

/** Whether two sets hold the same addresses. */
export const isSameSet = (a: AddressSet, b: AddressSet): boolean =>
  a.length === b.length &&
  a.every(({ family, first, last }, i) => family === b[i]?.family && first === b[i].first && last === b[i].last);

/** Whether every address of `inner` is in `outer`. */
export const isWithin = (inner: AddressSet, outer: AddressSet): boolean => difference(inner, outer).length === 0;

/** The set as the fewest texts: for each run an address, a CIDR where it is one, or a range `first-last`. */
export const printAddressSet = (set: AddressSet): readonly string[] => set.flatMap(printRun);

function printRun(run: AddressRange): readonly string[] {
  const cidrs = cidrsOf(run);
  if (cidrs.length === 1) return cidrs;
  const [first, last] = [run.first, run.last].map((value) => printAddress({ family: run.family, value }));
  return [`${first}-${last}`];
}

/** A run as the fewest CIDRs that make it up, one address without its prefix length. */
export function cidrsOf({ family, first, last }: AddressRange): readonly string[] {
  const width = family === 4 ? 32 : 128;
  const cidrs: string[] = [];
  let at = first;
  while (at <= last) {
    let free = 0;
    while (free < width && ((at >> BigInt(free)) & 1n) === 0n && at + (1n << BigInt(free + 1)) - 1n <= last) free++;
    const address = printAddress({ family, value: at });
    cidrs.push(free === 0 ? address : `${address}/${width - free}`);
    at += 1n << BigInt(free);
  }
  return cidrs;
}

/** Addresses that no condition tells apart: each lies in the same of the ranges. */
export interface AddressClass {
  readonly addresses: AddressSet;
  /** One of them, that stands for all. */
  readonly sample: Address;
}

/**
 * Splits a family into the classes that conditions on ranges can tell apart: whatever is decided by the conditions alone is decided alike for
 * all addresses of a class, so that asking for one of each tells it for every address there is (atomic predicates, as verifiers of routers
 * have them). Classes are disjoint and hold every address of the family.
 */
export function splitByRanges(ranges: readonly AddressRange[], family: Family): readonly AddressClass[] {
  const own = addressRanges(ranges, family);
  const starts = new Set([0n, ...own.flatMap(({ first, last }) => [first, last + 1n])]);
  const cuts = [...starts].filter((value) => value <= lastOf(family)).sort((a, b) => (a < b ? -1 : 1));
  const classes = new Map<string, AddressRange[]>();
  for (const [i, first] of cuts.entries()) {
    const last = (cuts[i + 1] ?? lastOf(family) + 1n) - 1n;
    const signature = own.flatMap((range, n) => (range.first <= first && first <= range.last ? [n] : [])).join(' ');
    classes.set(signature, [...(classes.get(signature) ?? []), { family, first, last }]);
  }
  return [...classes.values()].map((runs) => ({ addresses: addressSet(runs), sample: sampleOf(runs) }));
}

const addressRanges = (ranges: readonly AddressRange[], family: Family): readonly AddressRange[] => {
  const known = new Map(ranges.map((range) => [`${range.family} ${range.first} ${range.last}`, range]));
  return [...known.values()].filter((range) => range.family === family);
};

/** An ordinary address of the widest run of a set that is not empty: not its first ones, which are networks and gateways. */
export function sampleOf(runs: AddressSet): Address {
  const widest = runs.reduce((a, b) => (b.last - b.first > a.last - a.first ? b : a));
  const size = widest.last - widest.first + 1n;
  return { family: widest.family, value: widest.first + (size > 64n ? 50n : size / 2n) };
}
