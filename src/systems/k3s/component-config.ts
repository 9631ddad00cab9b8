import type { Roles } from '../../compose/roles.ts';
import { compareText } from '../../core/finding.ts';
import { writeYaml } from '../../kube/yaml-write.ts';
import { listOf } from '../../lab/list-of.ts';
import { dnsAddresses, insideNetworks, urlHost } from '../kubernetes/machines/cluster-networks.ts';
import { labelsOf } from '../kubernetes/machines/node-labels.ts';
import { folder, inPlaceOf, tokenPath } from './component-names.ts';
import type { K3sLab } from './lab.ts';

type Node = K3sLab['nodes'][number];

/** The servers of a lab, the first of which starts the cluster. */
export const serversOf = ({ nodes }: Pick<K3sLab, 'nodes'>): readonly Node[] =>
  nodes.filter(({ role }) => role === 'control-plane');

/** What k3s is to leave out: what the lab says, or what the platform takes the place of. */
export function disabledOf({ distribution }: K3sLab, { loadBalancer, gate }: Roles): readonly string[] {
  if (distribution.disable) return [...new Set<string>(distribution.disable)].sort(compareText);
  return [...(loadBalancer ? [inPlaceOf.loadBalancer] : []), ...(gate ? [inPlaceOf.gate] : [])];
}

/** Where the other nodes find the API: at its own address, or at the first server. */
const apiUrl = (lab: K3sLab): string => {
  const address = lab.distribution.api.address ?? listOf(serversOf(lab)[0]!.address)[0]!;
  return `https://${urlHost(address)}:6443`;
};

/** The `config.yaml` of each node, in the order of the lab (k3s docs, cli/server and cli/agent). */
export const configFiles = (lab: K3sLab, roles: Roles): { path: string; text: string }[] =>
  lab.nodes.map((node) => ({
    path: `${folder}/${node.name}/config.yaml`,
    text: writeYaml(
      { ...nodeConfig(lab, node), ...(node.role === 'control-plane' && serverConfig(lab, roles)) },
      notes,
    ),
  }));

const notes = {
  comments: {
    'cluster-init':
      'The first server starts the cluster; the others find it there. Where there is a cluster already, it does nothing.',
    'token-file': 'Made by hand on each node: the secret is never in the repository.',
    'tls-san': 'Names beside those of the nodes that the certificate of the API holds.',
    disable: 'Equal on all servers: what the platform brings takes their place.',
  },
};

function nodeConfig(lab: K3sLab, node: Node) {
  const servers = serversOf(lab);
  const isFirst = node === servers[0];
  const labels = Object.entries(labelsOf(node)).map(([key, value]) => `${key}=${value}`);
  const taints = node.taints.map(({ key, value, effect }) => `${key}=${value ?? ''}:${effect}`);
  return {
    'node-name': node.name,
    'node-ip': listOf(node.address),
    ...(isFirst ? servers.length > 1 && { 'cluster-init': true } : servers.length > 0 && { server: apiUrl(lab) }),
    'token-file': tokenPath,
    ...(labels.length > 0 && { 'node-label': labels.sort(compareText) }),
    ...(taints.length > 0 && { 'node-taint': taints }),
  };
}

/** What must be equal on all servers, or keeps them from joining (k3s docs, cli/server: critical configuration values). */
function serverConfig(lab: K3sLab, roles: Roles) {
  const { pods, services } = insideNetworks(lab);
  const disable = disabledOf(lab, roles);
  const { address } = lab.distribution.api;
  return {
    ...(address !== undefined && { 'tls-san': [address] }),
    'cluster-cidr': pods,
    'service-cidr': services,
    'cluster-dns': dnsAddresses(services),
    ...(disable.length > 0 && { disable }),
  };
}
