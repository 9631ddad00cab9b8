import { type Address, includes, printAddress } from '../../../core/address.ts';
import { compareText } from '../../../core/finding.ts';
import { type Cidr, isBuggy } from './addresses.ts';
import { printAddresses } from './family.ts';
import { quote, quoteList } from './go-text.ts';
import { isCompatible, type Pool } from './pools.ts';
import type { AddressRequest } from './request.ts';
import { SharingGroups } from './sharing.ts';

/** What a service holds. */
export interface Holding {
  readonly claim: AddressRequest;
  readonly pool: string;
  readonly addresses: readonly Address[];
}

/** Who is on an address: services with one sharing key and backend, each with ports of its own. */
interface Tenancy {
  sharingKey: string;
  backendKey: string;
  readonly services: Set<string>;
  /** Owner by port, e.g. `TCP/80`. */
  readonly ports: Map<string, string>;
}

/**
 * Which service holds which addresses: the memory of MetalLB's allocator (metallb internal/allocator/allocator.go).
 * Finding the first free address of a pool takes time by the number of its blocks, not of its addresses.
 */
export class AddressBook {
  #pools: ReadonlyMap<string, Pool> = new Map();
  readonly #holdings = new Map<string, Holding>();
  readonly #tenancies = { 4: new Map<bigint, Tenancy>(), 6: new Map<bigint, Tenancy>() };
  readonly #sharing = new SharingGroups();
  /** Below it, no address of the block is free. */
  readonly #cursors = new Map<Cidr, bigint>();
  /** Addresses in use by block. */
  readonly #used = new Map<Cidr, bigint>();
  /** Blocks of all pools by family, ascending: they never overlap. */
  #blocks: { readonly 4: readonly Block[]; readonly 6: readonly Block[] } = { 4: [], 6: [] };

  get pools(): ReadonlyMap<string, Pool> {
    return this.#pools;
  }

  /** Takes over another configuration: a holding moves with its addresses into the pool that holds them now, or ends (SetPools). */
  setPools(pools: ReadonlyMap<string, Pool>): void {
    this.#pools = pools;
    this.#cursors.clear();
    this.#blocks = { 4: blocksOf(pools, 4), 6: blocksOf(pools, 6) };
    for (const [key, holding] of this.#holdings) {
      const pool = this.poolOf(holding.addresses);
      if (!pool) this.release(key);
      else if (pool.name !== holding.pool) this.#holdings.set(key, { ...holding, pool: pool.name });
    }
    this.#used.clear();
    for (const family of [4, 6] as const) {
      for (const value of this.#tenancies[family].keys()) this.#count({ family, value }, 1n);
    }
  }

  /** What the service holds. */
  holdingOf(key: string): Holding | undefined {
    return this.#holdings.get(key);
  }

  /** The one pool that holds all these addresses and would hand them out (poolFor). */
  poolOf(addresses: readonly (Address | undefined)[]): Pool | undefined {
    let found: Pool | undefined;
    for (const address of addresses) {
      const pool = address && this.#blockOf(address)?.pool;
      if (!pool || (found && found !== pool) || (pool.avoidBuggyIps && isBuggy(address))) return undefined;
      found = pool;
    }
    return found;
  }

  /** Gives the addresses to the service, in place of what it holds; tells why not, in upstream's words (Assign). */
  assign(claim: AddressRequest, addresses: readonly (Address | undefined)[]): string | undefined {
    const texts = printAddresses(addresses);
    const pool = this.poolOf(addresses);
    const sound = addresses.filter((address) => address !== undefined);
    if (!pool || sound.length < addresses.length) return `${quoteList(texts)} is not allowed in config`;
    if (!isCompatible(pool, claim)) return `pool ${pool.name} not compatible for ip assignment`;
    if (sound.length > 2) return `more than two addresses ${quoteList(texts)}`;
    const [first, second] = sound;
    if (second && first!.family === second.family) {
      return `${quote(texts[0]!)} ${quote(texts[1]!)} has the same family`;
    }
    for (const address of sound) {
      const conflict = this.#conflict(address, claim);
      if (conflict) return conflict;
    }
    this.release(claim.key);
    for (const address of sound) this.#enter(address, claim);
    this.#holdings.set(claim.key, { claim, pool: pool.name, addresses: sound });
    return undefined;
  }

  /** Takes from the service what it holds (Unassign); whether it held anything. */
  release(key: string): boolean {
    const holding = this.#holdings.get(key);
    if (!holding) return false;
    this.#holdings.delete(key);
    for (const address of holding.addresses) this.#leave(address, holding.claim);
    return true;
  }

  /** The address of that family the pool would hand out to the service: the first that is free or that it may share (getIPFromCIDR). */
  firstAvailable(pool: Pool, family: 4 | 6, claim: AddressRequest): Address | undefined {
    const shareable = this.#firstShareable(pool, family, claim);
    for (const cidr of pool.cidrs) {
      if (cidr.family !== family) continue;
      const free = this.#firstFree(pool, cidr);
      if (shareable && includes(cidr, shareable)) {
        return free === undefined || shareable.value < free ? shareable : { family, value: free };
      }
      if (free !== undefined) return { family, value: free };
    }
    return undefined;
  }

  /** Distinct addresses in use within a block. */
  usedIn(cidr: Cidr): bigint {
    return this.#used.get(cidr) ?? 0n;
  }

  #blockOf(address: Address): Block | undefined {
    const blocks = this.#blocks[address.family];
    let low = 0;
    let high = blocks.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const block = blocks[middle]!;
      if (address.value < block.cidr.first) high = middle - 1;
      else if (address.value > block.cidr.last) low = middle + 1;
      else return block;
    }
    return undefined;
  }

  #firstFree(pool: Pool, cidr: Cidr): bigint | undefined {
    const taken = this.#tenancies[cidr.family];
    let value = this.#cursors.get(cidr) ?? cidr.first;
    const skip = (at: bigint) => taken.has(at) || (pool.avoidBuggyIps && isBuggy({ family: cidr.family, value: at }));
    while (value <= cidr.last && skip(value)) value += 1n;
    this.#cursors.set(cidr, value);
    return value <= cidr.last ? value : undefined;
  }

  #firstShareable(pool: Pool, family: 4 | 6, claim: AddressRequest): Address | undefined {
    let first: { readonly address: Address; readonly block: number } | undefined;
    for (const address of this.#sharing.candidates(family, claim)) {
      if ((pool.avoidBuggyIps && isBuggy(address)) || this.#conflict(address, claim)) continue;
      const block = pool.cidrs.findIndex((cidr) => includes(cidr, address));
      if (block < 0) continue;
      const earlier = !first || block < first.block || (block === first.block && address.value < first.address.value);
      if (earlier) first = { address, block };
    }
    return first?.address;
  }

  /** Why the service may not be on an address, in upstream's words (checkSharing). */
  #conflict(address: Address, claim: AddressRequest): string | undefined {
    const tenancy = this.#tenancies[address.family].get(address.value);
    if (!tenancy) return undefined;
    const { sharingKey, backendKey } = claim;
    if (!sharingKey || tenancy.sharingKey !== sharingKey || tenancy.backendKey !== backendKey) {
      const others = [...tenancy.services].filter((other) => other !== claim.key).sort(compareText);
      if (others.length > 0) {
        return `can't change sharing key for ${quote(claim.key)}, address also in use by ${others.join(',')}`;
      }
    }
    const taken = claim.ports.find((port) => (tenancy.ports.get(port) ?? claim.key) !== claim.key);
    return taken && `port ${taken} is already in use on ${quote(printAddress(address))}`;
  }

  #count(address: Address, change: bigint): void {
    const cidr = this.#blockOf(address)?.cidr;
    if (cidr) this.#used.set(cidr, (this.#used.get(cidr) ?? 0n) + change);
  }

  #enter(address: Address, claim: AddressRequest): void {
    const tenancies = this.#tenancies[address.family];
    const tenancy = tenancies.get(address.value) ?? {
      sharingKey: '',
      backendKey: '',
      services: new Set(),
      ports: new Map(),
    };
    tenancy.sharingKey = claim.sharingKey;
    tenancy.backendKey = claim.backendKey;
    tenancy.services.add(claim.key);
    for (const port of claim.ports) tenancy.ports.set(port, claim.key);
    if (tenancy.services.size === 1) this.#count(address, 1n);
    tenancies.set(address.value, tenancy);
    this.#sharing.enter(address, claim);
  }

  #leave(address: Address, claim: AddressRequest): void {
    const { key } = claim;
    const tenancies = this.#tenancies[address.family];
    const tenancy = tenancies.get(address.value);
    if (!tenancy) return;
    tenancy.services.delete(key);
    for (const [port, owner] of tenancy.ports) if (owner === key) tenancy.ports.delete(port);
    this.#sharing.leave(address, claim, tenancy.services.size === 0);
    if (tenancy.services.size > 0) return;
    tenancies.delete(address.value);
    this.#count(address, -1n);
    const cidr = this.#blockOf(address)?.cidr;
    const cursor = cidr && this.#cursors.get(cidr);
    if (cidr && cursor !== undefined && address.value < cursor) this.#cursors.set(cidr, address.value);
  }
}

interface Block {
  readonly cidr: Cidr;
  readonly pool: Pool;
}

function blocksOf(pools: ReadonlyMap<string, Pool>, family: 4 | 6): Block[] {
  return [...pools.values()]
    .flatMap((pool) => pool.cidrs.filter((cidr) => cidr.family === family).map((cidr) => ({ cidr, pool })))
    .sort((a, b) => (a.cidr.first < b.cidr.first ? -1 : 1));
}
