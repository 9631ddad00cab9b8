import { type Address, parseAddress, printAddress } from '../../../core/address.ts';
import type { Service } from '../../../kube/types.ts';
import { quote, quoteList } from './go-text.ts';

/** Which families of addresses a service has (metallb internal/ipfamily/ipfamily.go). */
export type Family = 'ipv4' | 'ipv6' | 'dual';

export type FamilyReading = { readonly family: Family } | { readonly error: string };

/** Family of one or two addresses; two must differ. */
export function familyOf(texts: readonly string[]): FamilyReading {
  if (texts.length !== 1 && texts.length !== 2) {
    return { error: `IPFamilyForAddresses: invalid ips length ${texts.length} ${quoteList(texts)}` };
  }
  const families: (4 | 6)[] = [];
  for (const text of texts) {
    const address = parseAddress(text);
    if (!address) return { error: `IPFamilyForAddresses: Invalid address ${quote(text)}` };
    families.push(address.family);
  }
  const [first, second] = families;
  if (second === undefined) return { family: first === 4 ? 'ipv4' : 'ipv6' };
  return first === second
    ? { error: `IPFamilyForAddresses: same address family ${quoteList(texts)}` }
    : { family: 'dual' };
}

/** Family of a service: that of its cluster addresses, whatever `ipFamilies` says. */
export function serviceFamily(service: Service): FamilyReading {
  const { clusterIPs = [], clusterIP = '' } = service.spec;
  return familyOf(clusterIPs.length > 0 ? clusterIPs : [clusterIP]);
}

/** Addresses in the texts `net.IP` prints; an address that is none prints `<nil>`. */
export const printAddresses = (addresses: readonly (Address | undefined)[]): readonly string[] =>
  addresses.map((address) => (address ? printAddress(address) : '<nil>'));
