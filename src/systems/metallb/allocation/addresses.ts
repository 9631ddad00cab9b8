import { type Address, type AddressRange, parseAddress, parseCidr, printAddress } from '../../../core/address.ts';
import { quote } from './go-text.ts';

/** A block of addresses of a pool: what a range is made of. */
export interface Cidr extends AddressRange {
  readonly prefix: number;
}

/** Prints a block as Go's `net.IPNet`. */
export const printCidr = (cidr: Cidr): string =>
  `${printAddress({ family: cidr.family, value: cidr.first })}/${cidr.prefix}`;

/**
 * Reads an entry of `spec.addresses` as the blocks it stands for, or says why it is refused, in upstream's words.
 * A text with `-` is a range, anything else a CIDR; a range from IPv4 to IPv6 is taken and stands for nothing
 * (metallb internal/config/config.go, ParseCIDR).
 */
export function parsePoolAddresses(text: string): { readonly cidrs: readonly Cidr[] } | { readonly error: string } {
  const dash = text.indexOf('-');
  if (dash < 0) {
    const cidr = parseCidr(text);
    if (!cidr) return { error: `invalid CIDR ${quote(text)}` };
    // An IPv4-mapped block counts its prefix in IPv4 bits.
    return { cidrs: [{ family: cidr.family, first: cidr.first, last: cidr.last, prefix: cidr.prefix }] };
  }
  const startText = text.slice(0, dash).trim();
  const endText = text.slice(dash + 1).trim();
  const refuse = (reason: string) => ({ error: `invalid IP range ${quote(text)}: ${reason}` });
  const start = parseAddress(startText);
  if (!start) return refuse(`invalid start IP ${quote(startText)}`);
  const end = parseAddress(endText);
  if (!end) return refuse(`invalid end IP ${quote(endText)}`);
  if (asSixteenBytes(start) > asSixteenBytes(end)) {
    return refuse(`start IP ${quote(printAddress(start))} is after the end IP ${quote(printAddress(end))}`);
  }
  return { cidrs: start.family === end.family ? blocksOf(start.family, start.value, end.value) : [] };
}

const mappedPrefix = 0xffffn << 32n;

/** Go compares addresses in their 16-byte form, where IPv4 lies at ::ffff:0:0/96. */
const asSixteenBytes = ({ family, value }: Address): bigint => (family === 4 ? mappedPrefix | value : value);

/** The fewest blocks that make up a range, ascending (mikioh/ipaddr, Summarize). */
function blocksOf(family: 4 | 6, first: bigint, last: bigint): Cidr[] {
  const width = family === 4 ? 32 : 128;
  const blocks: Cidr[] = [];
  for (let at = first; at <= last; ) {
    let bits = 0;
    let size = 1n;
    while (bits < width && at % (size * 2n) === 0n && at + size * 2n - 1n <= last) {
      size *= 2n;
      bits += 1;
    }
    blocks.push({ family, first: at, last: at + size - 1n, prefix: width - bits });
    at += size;
  }
  return blocks;
}

/** Whether an address is one that `avoidBuggyIPs` avoids: IPv4 with last octet 0 or 255 (metallb internal/allocator/allocator.go, ipConfusesBuggyFirmwares). */
export const isBuggy = ({ family, value }: Address): boolean =>
  family === 4 && ((value & 255n) === 0n || (value & 255n) === 255n);
