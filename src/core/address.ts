import ipaddr from 'ipaddr.js';

/** One IP address: its family and its value as a whole number. */
export interface Address {
  readonly family: 4 | 6;
  readonly value: bigint;
}

/** An inclusive run of addresses of one family. */
export interface AddressRange {
  readonly family: 4 | 6;
  readonly first: bigint;
  readonly last: bigint;
}

const strictIpv4 = /^(0|[1-9]\d{0,2})(\.(0|[1-9]\d{0,2})){3}$/;

/** Reads an address as Go's `net.ParseIP` does (no leading zeros, four parts, no zone); undefined when it is none. IPv4-mapped IPv6 is IPv4. */
export function parseAddress(text: string): Address | undefined {
  if (strictIpv4.test(text)) {
    const parts = text.split('.').map(Number);
    if (parts.some((part) => part > 255)) return undefined;
    return { family: 4, value: parts.reduce((sum, part) => sum * 256n + BigInt(part), 0n) };
  }
  if (!text.includes(':') || text.includes('%') || !ipaddr.IPv6.isValid(text)) return undefined;
  const parsed = ipaddr.IPv6.parse(text);
  const value = parsed.parts.reduce((sum, part) => (sum << 16n) + BigInt(part), 0n);
  if (parsed.isIPv4MappedAddress()) return { family: 4, value: value & 0xffffffffn };
  return { family: 6, value };
}

/** Prints an address: dotted IPv4, RFC 5952 IPv6. */
export function printAddress(address: Address): string {
  if (address.family === 4) return [24n, 16n, 8n, 0n].map((shift) => (address.value >> shift) & 255n).join('.');
  const parts = Array.from({ length: 8 }, (_, i) => Number((address.value >> BigInt(112 - 16 * i)) & 0xffffn));
  return new ipaddr.IPv6(parts).toRFC5952String();
}

const bits = (family: 4 | 6) => (family === 4 ? 32 : 128);

/** Reads `address/prefix`; host bits are masked. Undefined when it is no CIDR. */
export function parseCidr(
  text: string,
): (AddressRange & { readonly prefix: number; readonly host: bigint }) | undefined {
  const slash = text.indexOf('/');
  if (slash < 0) return undefined;
  const address = parseAddress(text.slice(0, slash));
  const digits = text.slice(slash + 1);
  if (!address || !/^\d{1,3}$/.test(digits)) return undefined;
  const mapped = address.family === 4 && text.includes(':');
  const prefix = mapped ? Number(digits) - 96 : Number(digits);
  const width = bits(address.family);
  if (prefix < 0 || prefix > width) return undefined;
  const size = 1n << BigInt(width - prefix);
  const first = (address.value / size) * size;
  return { family: address.family, first, last: first + size - 1n, prefix, host: address.value };
}

/** Reads `a-b`, a CIDR, or one address, as a range. Undefined when it is none, when families differ or the end precedes the start. */
export function parseRange(text: string): AddressRange | undefined {
  const trimmed = text.trim();
  const dash = trimmed.indexOf('-');
  if (dash > 0) {
    const first = parseAddress(trimmed.slice(0, dash).trim());
    const last = parseAddress(trimmed.slice(dash + 1).trim());
    if (!first || !last || first.family !== last.family || last.value < first.value) return undefined;
    return { family: first.family, first: first.value, last: last.value };
  }
  const cidr = parseCidr(trimmed);
  if (cidr) return { family: cidr.family, first: cidr.first, last: cidr.last };
  const address = parseAddress(trimmed);
  return address && { family: address.family, first: address.value, last: address.value };
}

/** Whether two ranges share an address. */
export const overlaps = (a: AddressRange, b: AddressRange): boolean =>
  a.family === b.family && a.first <= b.last && b.first <= a.last;

/** Whether `inner` lies wholly in `outer`. */
export const contains = (outer: AddressRange, inner: AddressRange): boolean =>
  outer.family === inner.family && outer.first <= inner.first && inner.last <= outer.last;

/** Whether the address lies in the range. */
export const includes = (range: AddressRange, address: Address): boolean =>
  range.family === address.family && range.first <= address.value && address.value <= range.last;

/** Prints a range: one address, or `first-last`. */
export function printRange(range: AddressRange): string {
  const first = printAddress({ family: range.family, value: range.first });
  return range.first === range.last ? first : `${first}-${printAddress({ family: range.family, value: range.last })}`;
}
