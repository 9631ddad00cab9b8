import { parseAddress, parseCidr, printAddress } from '../../../core/address.ts';
import { listOf } from '../../../lab/list-of.ts';
import type { KubernetesLab } from '../lab.ts';

interface Networks {
  readonly pods: string;
  readonly services: string;
}

/** By kind and family (k3s docs, cli/server; siderolabs/talos pkg/machinery/constants: DefaultIPv4PodNet and its neighbours). */
const usual: Readonly<Record<string, Readonly<Record<4 | 6, Networks>>>> = {
  k3s: {
    4: { pods: '10.42.0.0/16', services: '10.43.0.0/16' },
    6: { pods: 'fd42::/56', services: 'fd43::/112' },
  },
  talos: {
    4: { pods: '10.244.0.0/16', services: '10.96.0.0/12' },
    6: { pods: 'fc00:db8:10::/56', services: 'fc00:db8:20::/112' },
  },
};

/** Networks inside the cluster: those of the lab file, or those that the distribution takes for the families of the nodes; none of a cluster of others. */
export function insideNetworks(lab: Pick<KubernetesLab, 'distribution' | 'network'>): {
  readonly pods: readonly string[];
  readonly services: readonly string[];
} {
  const { kind, pods, services } = lab.distribution;
  const families = [...new Set(listOf(lab.network.cidr).map((cidr) => parseCidr(cidr)!.family))];
  const taken = families.flatMap((family) => usual[kind]?.[family] ?? []);
  return {
    pods: pods ? listOf(pods) : taken.map((each) => each.pods),
    services: services ? listOf(services) : taken.map((each) => each.services),
  };
}

/** The address of the cluster's DNS in each Service network: the tenth (k3s pkg/cli/server/server.go, GetIndexedIP 10). */
export const dnsAddresses = (services: readonly string[]): string[] =>
  services.map((cidr) => {
    const { family, first } = parseCidr(cidr)!;
    return printAddress({ family, value: first + 10n });
  });

/** An address as the host of a URL. */
export const urlHost = (address: string): string => (parseAddress(address)?.family === 6 ? `[${address}]` : address);
