import { parseAddress, parseCidr, printAddress } from '../../core/address.ts';
import type { Node, Pod } from '../../kube/types.ts';

/** A client address that a pod may see, and under which circumstances. */
export interface SeenAddress {
  readonly address: string;
  readonly when: string;
}

/**
 * The addresses a pod may see when a node masquerades a connection from outside before it hands it on: that of the interface it goes out
 * by, so it depends on where the pod runs and on how the pod network gets there. To a pod in the node's own network it goes out by none,
 * so the address stays that of the client.
 * Upstream: kubernetes pkg/proxy/iptables/proxier.go (KUBE-POSTROUTING, MASQUERADE), flannel pkg/backend/vxlan (the tunnel has the first
 * address of the node's network), containernetworking/plugins bridge (the bridge has the second one).
 */
export function possibleSources(pod: Pod, receiving: Node, client: string): readonly SeenAddress[] {
  const family = parseAddress(client)?.family ?? 4;
  const node = receiving.metadata.name;
  const own = ofFamily(
    (receiving.status?.addresses ?? []).map(({ address }) => address),
    family,
  );
  const network = (receiving.spec?.podCIDRs ?? []).flatMap((text) => parseCidr(text) ?? []);
  const range = network.find((each) => each.family === family);
  const nth = (n: bigint): string | undefined => range && printAddress({ family, value: range.first + n });
  const local = pod.spec.nodeName === node;
  const hosted = pod.spec.hostNetwork === true;
  const seen = (address: string | undefined, when: string): SeenAddress[] => (address ? [{ address, when }] : []);
  if (hosted && local) return seen(client, `the client’s own, as the pod is in the network of ${node} itself`);
  if (hosted) return seen(own, `the address of ${node}`);
  if (local) return seen(nth(1n) ?? own, `the bridge of ${node}, where the pod runs too`);
  return [
    ...seen(nth(0n), `the tunnel of ${node}, where the pod network is vxlan`),
    ...seen(own, `the address of ${node}, where the pod network is routed`),
  ];
}

const ofFamily = (addresses: readonly string[], family: 4 | 6): string | undefined =>
  addresses.find((address) => parseAddress(address)?.family === family);
