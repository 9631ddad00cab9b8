import { parseAddress, parseCidr } from '../../core/address.ts';
import { listOf } from '../../lab/list-of.ts';
import { type HclExpression, type HclValue, hcl, printText } from './hcl/print-hcl.ts';
import type { ProxmoxLab, ProxmoxSettings } from './lab.ts';

type Node = ProxmoxLab['nodes'][number];

/** The host that the endpoint names, where it does: what a node is on that says nothing. */
export function usualHost({ endpoint }: Pick<ProxmoxSettings, 'endpoint'>): string | undefined {
  const { hostname } = new URL(endpoint);
  return parseAddress(hostname.replace(/^\[|\]$/g, '')) ? undefined : hostname.split('.')[0];
}

/** A size in mebibytes. */
export const mebibytes = (size: string): number => {
  const [, number, unit] = /^(\d+)(Mi|Gi|Ti)$/.exec(size)!;
  return Number(number) * { Mi: 1, Gi: 1024, Ti: 1024 * 1024 }[unit as 'Mi' | 'Gi' | 'Ti'];
};

/** The machines by name, with what differs from one to another. */
export const machinesOf = (lab: ProxmoxLab, settings: ProxmoxSettings): HclValue =>
  Object.fromEntries(lab.nodes.map((node) => [node.name, machineOf(lab, settings, node)]));

function machineOf(lab: ProxmoxLab, settings: ProxmoxSettings, node: Node) {
  const size = settings.sizes[node.role];
  return {
    host: node.host ?? usualHost(settings) ?? '',
    role: node.role,
    cores: size.cores,
    memory: mebibytes(size.memory),
    disk: Math.ceil(mebibytes(size.disk) / 1024),
    ...addressesOf(lab, node),
  };
}

/** The address of each family with its prefix, and the gateway where there is one. */
function addressesOf({ network }: ProxmoxLab, { address }: Node) {
  const gateways = listOf(network.gateway ?? []);
  const networks = listOf(network.cidr).map((cidr) => parseCidr(cidr)!);
  const pairs = listOf(address).flatMap((text) => {
    const { family } = parseAddress(text)!;
    const prefix = networks.find((each) => each.family === family)?.prefix;
    const gateway = gateways.find((each) => parseAddress(each)!.family === family);
    return [
      [`ipv${family}`, `${text}/${prefix ?? (family === 4 ? 32 : 128)}`],
      ...(gateway === undefined ? [] : [[`gateway${family}`, gateway]]),
    ];
  });
  return Object.fromEntries(pairs) as Readonly<Record<string, string>>;
}

/** Families that each machine has an address of, and whether it has a way out. */
export const familiesOf = (lab: ProxmoxLab): readonly { readonly family: 4 | 6; readonly hasGateway: boolean }[] =>
  ([4, 6] as const)
    .filter((family) =>
      lab.nodes.every(({ address }) => listOf(address).some((text) => parseAddress(text)!.family === family)),
    )
    .map((family) => ({
      family,
      hasGateway: listOf(lab.network.gateway ?? []).some((text) => parseAddress(text)!.family === family),
    }));

/** The public keys that may log in, as a list. */
export const keysOf = ({ keys }: NonNullable<ProxmoxSettings['ssh']>): HclExpression | readonly string[] =>
  'file' in keys ? hcl(`[trimspace(file(pathexpand(${printText(keys.file)})))]`) : keys;
