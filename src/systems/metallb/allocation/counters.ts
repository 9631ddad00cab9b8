import { narrowInteger } from '../../../kube/wide-json.ts';
import type { AddressBook } from './address-book.ts';
import { type Cidr, isBuggy } from './addresses.ts';
import type { Pool } from './pools.ts';

/** How many addresses of a pool are assigned and available, by family, as its status has them: wider than a double when they must be. */
export interface PoolCounters {
  readonly assignedIPv4: number | bigint;
  readonly assignedIPv6: number | bigint;
  readonly availableIPv4: number | bigint;
  readonly availableIPv6: number | bigint;
}

/** Addresses of a pool by family, as whole numbers of any size. */
export interface Counts {
  readonly assigned: { readonly 4: bigint; readonly 6: bigint };
  readonly available: { readonly 4: bigint; readonly 6: bigint };
}

const maxInt64 = 2n ** 63n - 1n;

/** How many addresses a pool has given out and has left; shared ones count once (metallb internal/allocator/allocator.go, poolCount, updatePoolCounters). */
export function countPool(book: AddressBook, pool: Pool): Counts {
  const total = { 4: 0n, 6: 0n };
  const assigned = { 4: 0n, 6: 0n };
  for (const cidr of pool.cidrs) {
    total[cidr.family] = capped(total[cidr.family] + capacity(cidr, pool.avoidBuggyIps));
    assigned[cidr.family] += book.usedIn(cidr);
  }
  return { assigned, available: { 4: total[4] - assigned[4], 6: total[6] - assigned[6] } };
}

const capped = (count: bigint) => (count > maxInt64 ? maxInt64 : count);

function capacity(cidr: Cidr, avoidBuggyIps: boolean): bigint {
  const width = cidr.family === 4 ? 32 : 128;
  if (width - cidr.prefix >= 62) return maxInt64;
  const size = cidr.last - cidr.first + 1n;
  if (!avoidBuggyIps || cidr.family === 6) return size;
  if (cidr.prefix <= 24) return size - (size / 256n) * 2n;
  const ends = [cidr.first, cidr.last].filter((value) => isBuggy({ family: 4, value })).length;
  // A block of one address has one end, not two.
  return size - BigInt(cidr.first === cidr.last ? Math.min(ends, 1) : ends);
}

/** The counters as a status holds them: exact, also beyond what a number can hold. */
export function printCounts({ assigned, available }: Counts): PoolCounters {
  return {
    assignedIPv4: narrowInteger(assigned[4]),
    assignedIPv6: narrowInteger(assigned[6]),
    availableIPv4: narrowInteger(available[4]),
    availableIPv6: narrowInteger(available[6]),
  };
}
