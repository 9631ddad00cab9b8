import {
  type Address,
  type AddressRange,
  includes,
  parseAddress,
  parseCidr,
  printAddress,
} from '../../../core/address.ts';

/** Addresses and networks that a request's address is held against. Upstream: pkg/ip/checker.go. */
export interface AddressChecker {
  readonly ranges: readonly AddressRange[];
}

/** Builds a checker, or says in upstream's words why it cannot. Host bits in a network are allowed. */
export function buildChecker(entries: readonly string[]): AddressChecker | { readonly problem: string } {
  if (entries.length === 0) return { problem: 'no trusted IPs provided' };
  const ranges: AddressRange[] = [];
  for (const entry of entries) {
    const address = parseAddress(entry);
    const range = address ? { family: address.family, first: address.value, last: address.value } : parseCidr(entry);
    if (!range) return { problem: `parsing CIDR trusted IPs <nil>: invalid CIDR address: ${entry}` };
    ranges.push(range);
  }
  return { ranges };
}

/** The address as netip.ParseAddr reads it (a zone is dropped, IPv4-mapped equals IPv4). */
export function parseRequestAddress(text: string): Address | undefined {
  const zone = text.indexOf('%');
  return parseAddress(zone > 0 && text.includes(':') ? text.slice(0, zone) : text);
}

/** Whether an address is among the trusted ones; a text that is no address is a refusal with the reason. */
export function checkAddress(checker: AddressChecker, text: string): { readonly ok: boolean; readonly reason: string } {
  if (text === '') return { ok: false, reason: 'empty IP address' };
  const address = parseRequestAddress(text);
  if (!address) return { ok: false, reason: `unable to parse address: ${text}: can't parse IP from address ${text}` };
  const ok = checker.ranges.some((range) => includes(range, address));
  return { ok, reason: ok ? '' : `"${text}" matched none of the trusted IPs` };
}

/** Splits `host:port` or `[host]:port` as net.SplitHostPort; undefined when it is none. */
export function splitHostPort(text: string): { readonly host: string; readonly port: string } | undefined {
  const match = /^(?:\[([^\]]*)\]|([^:[\]]*)):([^:[\]]*)$/.exec(text);
  return match ? { host: match[1] ?? match[2] ?? '', port: match[3]! } : undefined;
}

/** `host:port` with brackets around an IPv6 address, as net.JoinHostPort. */
export const joinHostPort = (host: string, port: number | string): string =>
  host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;

export interface IpStrategy {
  readonly depth?: number;
  readonly excludedIPs?: readonly string[];
  readonly ipv6Subnet?: number;
}

/** Picks the address that counts from the peer's address and X-Forwarded-For. */
export type AddressPicker = (peer: string, forwardedFor: string) => string;

/** Builds the picker of an ipStrategy. Upstream: pkg/config/dynamic/middlewares.go IPStrategy.Get, pkg/ip/strategy.go. */
export function buildPicker(
  strategy: IpStrategy | undefined,
): { readonly pick: AddressPicker } | { readonly problem: string } {
  const subnet = strategy?.ipv6Subnet;
  const depth = strategy?.depth ?? 0;
  const badSubnet = subnet !== undefined && (subnet <= 0 || subnet > 128);
  const excluded = strategy?.excludedIPs ?? [];
  if (badSubnet && (depth > 0 || excluded.length === 0)) {
    return { problem: `invalid IPv6 subnet ${subnet} value, should be greater to 0 and lower or equal to 128` };
  }
  if (depth > 0) {
    return {
      pick: (_, forwardedFor) => {
        const parts = forwardedFor.split(',');
        return parts.length < depth ? '' : maskSubnet(parts[parts.length - depth]!.trim(), subnet);
      },
    };
  }
  if (excluded.length > 0) {
    const checker = buildChecker(excluded);
    if ('problem' in checker) return checker;
    return {
      pick: (_, forwardedFor) => {
        const parts = forwardedFor.split(',').map((part) => part.trim());
        return parts.findLast((part) => part !== '' && !checkAddress(checker, part).ok) ?? '';
      },
    };
  }
  return { pick: (peer) => maskSubnet(peer, subnet) };
}

function maskSubnet(text: string, subnet: number | undefined): string {
  const address = subnet === undefined ? undefined : parseRequestAddress(text);
  if (!address || address.family === 4) return text;
  const shift = BigInt(128 - subnet!);
  return printAddress({ family: 6, value: (address.value >> shift) << shift });
}
