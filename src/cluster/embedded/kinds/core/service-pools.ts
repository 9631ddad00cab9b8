import { type AddressRange, includes, parseAddress, printAddress } from '../../../../core/address.ts';

const most = (a: bigint, b: bigint): bigint => (a > b ? a : b);
const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);

/**
 * Addresses given out of one range, lowest free first above the part kept for static use (kubernetes
 * pkg/registry/core/service/ipallocator: the real server picks at random there), then below it.
 */
export class AddressPool {
  readonly range: AddressRange;
  readonly #used = new Set<bigint>();
  readonly #first: bigint;
  readonly #last: bigint;
  #next: bigint;

  constructor(range: AddressRange) {
    this.range = range;
    // The network's own address is never given out; nor is IPv4's broadcast address.
    this.#first = range.first + 1n;
    this.#last = range.family === 4 ? range.last - 1n : range.last;
    const size = this.#last - this.#first + 1n;
    const kept = least(most(16n, size / 16n), 256n);
    this.#next = size > kept ? this.#first + kept : this.#first;
  }

  /** Why an address cannot be had; undefined when it was taken. */
  take(text: string): 'invalid' | 'outside' | 'taken' | undefined {
    const address = parseAddress(text);
    if (!address) return 'invalid';
    if (!includes(this.range, address) || address.value < this.#first || address.value > this.#last) return 'outside';
    if (this.#used.has(address.value)) return 'taken';
    this.#used.add(address.value);
    return undefined;
  }

  /** The next free address; undefined when none is left. */
  next(): string | undefined {
    const size = this.#last - this.#first + 1n;
    for (let tried = 0n; tried < size; tried++) {
      const value = this.#next;
      this.#next = value >= this.#last ? this.#first : value + 1n;
      if (this.#used.has(value)) continue;
      this.#used.add(value);
      return printAddress({ family: this.range.family, value });
    }
    return undefined;
  }

  release(text: string): void {
    const address = parseAddress(text);
    if (address) this.#used.delete(address.value);
  }
}

/** Node ports: 30000–32767, first above the part kept for static use. */
export class PortPool {
  readonly first = 30_000;
  readonly last = 32_767;
  readonly #used = new Map<string, number>();
  #next = 30_086;

  #key = (port: number, protocol: string): string => `${protocol}/${port}`;

  isFree(port: number, protocol: string): boolean {
    return !this.#used.has(this.#key(port, protocol));
  }

  take(port: number, protocol: string): void {
    this.#used.set(this.#key(port, protocol), port);
  }

  next(protocol: string): number | undefined {
    for (let tried = this.first; tried <= this.last; tried++) {
      const port = this.#next;
      this.#next = port === this.last ? this.first : port + 1;
      if (!this.isFree(port, protocol)) continue;
      this.take(port, protocol);
      return port;
    }
    return undefined;
  }

  release(port: number, protocol: string): void {
    this.#used.delete(this.#key(port, protocol));
  }
}
