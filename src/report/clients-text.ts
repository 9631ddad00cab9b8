import type { NamedNetwork } from '../app/reach-report.ts';
import {
  type AddressSet,
  difference,
  everyAddress,
  intersection,
  isSameSet,
  isWithin,
  parseAddressSet,
  printAddressSet,
  union,
} from '../core/address-set.ts';

/**
 * A set of clients of one family in words: `everyone`, `nobody`, networks by their names where they fit, else addresses, CIDRs and ranges;
 * by what is left out where that is shorter.
 */
export function printClients(
  clients: readonly string[],
  { family, networks }: { readonly family: 4 | 6; readonly networks: readonly NamedNetwork[] },
): string {
  const all = everyAddress(family);
  const set = parseAddressSet(clients);
  if (set.length === 0) return 'nobody';
  if (isSameSet(set, all)) return 'everyone';
  const named = networks.map(({ name, ranges }) => ({ name, set: intersection(parseAddressSet(ranges), all) }));
  const inside = listed(set, named);
  const outside = listed(difference(all, set), named);
  return outside.length < inside.length ? `everyone but ${outside.join(', ')}` : inside.join(', ');
}

type Named = readonly { readonly name: string; readonly set: AddressSet }[];

/** Names of networks that lie wholly in the set, each for what it adds, and what is left as it is. */
function listed(set: AddressSet, named: Named): readonly string[] {
  const exact = named.find((each) => isSameSet(each.set, set));
  if (exact) return [exact.name];
  const names: string[] = [];
  let told: AddressSet = [];
  for (const { name, set: network } of [...named].reverse()) {
    if (network.length === 0 || !isWithin(network, set) || isWithin(network, told)) continue;
    names.push(name);
    told = union(told, network);
  }
  return [...names, ...printAddressSet(difference(set, told))];
}
