import { parseAddress, parseCidr, printAddress } from '../../core/address.ts';
import type { Node, Pod } from '../../kube/types.ts';

/** The node's own addresses, IPv4 first as the node lists them. */
export const nodeAddresses = (node: Node): readonly string[] =>
  (node.status?.addresses ?? []).filter(({ type }) => type === 'InternalIP').map(({ address }) => address);

/** The pod networks of the node, one per family. */
export const podNetworks = (node: Node): readonly string[] =>
  node.spec?.podCIDRs ?? (node.spec?.podCIDR ? [node.spec.podCIDR] : []);

/**
 * The next free address of a network after the last one handed out, as the host-local plugin of the CNI project
 * (plugins/ipam/host-local) goes round its range: never the network's first two nor its last address.
 */
export function nextAddress(
  network: string,
  isTaken: (address: string) => boolean,
  last: string | undefined,
): string | undefined {
  const range = parseCidr(network);
  if (!range) return undefined;
  const first = range.first + 2n;
  const count = range.last - first;
  if (count <= 0n) return undefined;
  const start = last === undefined ? first : (parseAddress(last)?.value ?? first - 1n) + 1n;
  const limit = count > 65_536n ? 65_536n : count;
  for (let step = 0n; step < limit; step++) {
    const value = first + ((((start - first) % count) + count + step) % count);
    const address = printAddress({ family: range.family, value });
    if (!isTaken(address)) return address;
  }
  return undefined;
}

/** The addresses of a pod's own. */
export const addressesOf = (pod: Pod): readonly string[] =>
  pod.status?.podIPs?.map(({ ip }) => ip) ?? (pod.status?.podIP ? [pod.status.podIP] : []);
