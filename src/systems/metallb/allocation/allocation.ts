import type { Address } from '../../../core/address.ts';
import type { AddressBook } from './address-book.ts';
import type { Family } from './family.ts';
import { quote } from './go-text.ts';
import { isCompatible, isPinned, type Pool } from './pools.ts';
import type { AddressRequest } from './request.ts';

/** How a service wants its addresses. */
export interface Wish {
  readonly family: Family;
  /** Of two families, one will do. */
  readonly preferDual: boolean;
  /** The family that counts when only one can be had. */
  readonly primary: 4 | 6;
}

/** Addresses that a service got, or why it got none, in upstream's words. */
export type Allocation =
  | {
      readonly addresses: readonly Address[];
      readonly pool: string;
      /** The pools upstream might have taken instead, this one included, in name order: its choice among equals is random. */
      readonly candidates: readonly string[];
    }
  | { readonly error: string };

/** What a pool has to offer to a service, by family. */
interface Offer {
  readonly pool: Pool;
  readonly 4: Address | undefined;
  readonly 6: Address | undefined;
}

function offerOf(book: AddressBook, pool: Pool, claim: AddressRequest): Offer {
  return { pool, 4: book.firstAvailable(pool, 4, claim), 6: book.firstAvailable(pool, 6, claim) };
}

/**
 * Gives a service addresses of the pools that are for it, by priority, or else of any plain pool
 * (metallb internal/allocator/allocator.go, Allocate). Among equals the first by name is taken.
 */
export function allocate(book: AddressBook, claim: AddressRequest, wish: Wish): Allocation {
  const open = [...book.pools.values()].filter((pool) => pool.autoAssign && isCompatible(pool, claim));
  const pinned = open.filter((pool) => isPinned(pool, claim.namespace));
  const plain = open.filter((pool) => !pool.allocation);
  for (const groups of [byPriority(pinned), [plain]]) {
    const found = bestOffers(groups, book, claim, wish);
    const addresses = found[0] && select(found[0], wish);
    if (!addresses || book.assign(claim, addresses)) continue;
    return { addresses, pool: found[0]!.pool.name, candidates: found.map(({ pool }) => pool.name) };
  }
  return { error: 'no available IPs' };
}

/** Pools of equal priority together, the lowest number first and none (0) last. */
function byPriority(pools: readonly Pool[]): readonly (readonly Pool[])[] {
  const rank = (pool: Pool) => pool.allocation?.priority || Number.POSITIVE_INFINITY;
  const ranks = [...new Set(pools.map(rank))].sort((a, b) => (a < b ? -1 : 1));
  return ranks.map((wanted) => pools.filter((pool) => rank(pool) === wanted));
}

/** The offers one of which upstream takes: all of the first group of equals that has what is wished (findBestPoolForService). */
function bestOffers(
  groups: readonly (readonly Pool[])[],
  book: AddressBook,
  claim: AddressRequest,
  wish: Wish,
): readonly Offer[] {
  const { family, preferDual, primary } = wish;
  const offers: Offer[][] = [];
  const search = (fits: (offer: Offer) => boolean): readonly Offer[] => {
    for (const [i, group] of groups.entries()) {
      offers[i] ??= group.map((pool) => offerOf(book, pool, claim));
      const fitting = offers[i].filter(fits);
      if (fitting.length > 0) return fitting;
    }
    return [];
  };
  if (family === 'ipv4') return search((offer) => offer[4] !== undefined);
  if (family === 'ipv6') return search((offer) => offer[6] !== undefined);
  const both = search((offer) => offer[4] !== undefined && offer[6] !== undefined);
  if (both.length > 0 || !preferDual) return both;
  const first = search((offer) => offer[primary] !== undefined);
  return first.length > 0 ? first : search((offer) => offer[primary === 4 ? 6 : 4] !== undefined);
}

/** The addresses of an offer that a service takes: IPv4 before IPv6. */
function select(offer: Offer, { family }: Wish): readonly Address[] {
  const wanted = family === 'dual' ? [offer[4], offer[6]] : [family === 'ipv4' ? offer[4] : offer[6]];
  return wanted.filter((address) => address !== undefined);
}

/** Gives a service addresses of the pool it names; `autoAssign` does not matter then (AllocateFromPool, selectIPsForFamilyAndPolicy). */
export function allocateFromPool(book: AddressBook, claim: AddressRequest, wish: Wish, name: string): Allocation {
  const pool = book.pools.get(name);
  if (!pool) return { error: `unknown pool ${quote(name)}` };
  const offer = offerOf(book, pool, claim);
  if (!offer[4] && !offer[6]) return { error: `no available IPs in pool ${name}` };
  const lacksOne = !offer[4] || !offer[6];
  if (wish.family === 'dual' && lacksOne && !wish.preferDual) {
    return { error: `no available IPs in pool ${name} for dual IPFamily` };
  }
  const wanted = wish.family === 'dual' ? select(offer, wish) : [wish.family === 'ipv4' ? offer[4] : offer[6]];
  const error = book.assign(claim, wanted);
  if (error) return { error };
  return { addresses: wanted.filter((address) => address !== undefined), pool: name, candidates: [name] };
}

/** Gives a service that has one address another of the other family, of the same pool; tells why not. */
export function allocateSecond(
  book: AddressBook,
  claim: AddressRequest,
  current: Address,
): { readonly address: Address } | { readonly error: string } {
  const pool = book.pools.get(book.holdingOf(claim.key)?.pool ?? '');
  if (!pool) return { error: `unknown pool ${quote('')}` };
  const offer = offerOf(book, pool, claim);
  if (!offer[4] && !offer[6]) return { error: `no available IPs in pool ${pool.name}` };
  const address = offer[current.family === 4 ? 6 : 4];
  const error = book.assign(claim, [current, address]);
  return error || !address ? { error: error ?? `no available IPs in pool ${pool.name}` } : { address };
}
