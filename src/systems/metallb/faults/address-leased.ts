import { parseAddress, parseRange } from '../../../core/address.ts';
import { intersection, parseAddressSet } from '../../../core/address-set.ts';
import type { Fault, FaultTarget } from '../../fault.ts';

/** A DHCP server gives an address of the platform to somebody else. */
export const addressLeased: Fault = {
  id: 'address-leased',
  summary: 'the DHCP server hands out an address that the platform has',
  short: 'DHCP lease',
  notices: 'nobody: two machines answer ARP for one address, and each client follows whoever it heard last',
  upstream: 'RFC 826; RFC 5227 section 1.1',
  find: async ({ lab, hosts }) => {
    if (!lab) return { unknown: 'nobody says what the DHCP server hands out', knownBy: '`network.dhcp` in a lab file' };
    const ranges = lab.network.dhcp.filter((text) => parseRange(text) !== undefined);
    if (ranges.length === 0)
      return {
        unknown: 'the lab does not say what the DHCP server hands out',
        knownBy: '`network.dhcp` in the lab file',
      };
    const leased = parseAddressSet(ranges);
    const addresses = [...new Set(hosts.flatMap((host) => host.addresses))].filter(
      (text) => parseAddress(text) && intersection(leased, parseAddressSet([text])).length > 0,
    );
    if (addresses.length === 0)
      return { none: `no address of the platform lies in what DHCP hands out (${ranges.join(', ')})` };
    return { targets: addresses.map(thiefOf) };
  },
};

const thiefOf = (address: string): FaultTarget => ({
  name: address,
  foretell: async (host) =>
    host.addresses.includes(address)
      ? {
          from: [0, 0],
          sees: 'another machine',
          reason: `two machines answer for ${address}: some clients reach the other one, now and then`,
          source: 'RFC 5227 section 1.1',
        }
      : undefined,
});
