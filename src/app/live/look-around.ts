import type { ClusterReader } from '../../cluster/cluster.ts';
import { KindNotServed } from '../../cluster/status-error.ts';
import { parseAddress, printAddress } from '../../core/address.ts';
import type { Finding } from '../../core/finding.ts';
import { type Deployment, kinds, type Node } from '../../kube/types.ts';
import { systems } from '../../systems/index.ts';
import type { Lab } from '../../systems/lab.ts';
import type { System } from '../../systems/system.ts';

/**
 * What speaks against bringing a lab up on this cluster, before anything is written: nodes that are missing or stand elsewhere, another
 * version, and what the systems know of the cluster that would fight them. Errors mean that it must not begin.
 */
export async function lookAround(cluster: ClusterReader, lab: Lab | undefined): Promise<readonly Finding[]> {
  const nodes = await cluster.list<Node>(kinds.Node);
  const bySystem = await Promise.all(systems.map((system: System) => system.standsInTheWay?.(cluster, lab) ?? []));
  return [...(lab ? compareWithLab(nodes, lab) : []), ...bySystem.flat()];
}

/** Where the nodes of a cluster are not those of a lab: missing, elsewhere, of another version, or not in it. */
export const compareWithLab = (nodes: readonly Node[], lab: Lab): readonly Finding[] => [
  ...compareNodes(nodes, lab),
  ...compareVersions(nodes, lab),
];

/** One text for each address, however it is written. */
const canonical = (text: string): string => {
  const address = parseAddress(text);
  return address ? printAddress(address) : text;
};

const addressesOf = ({ status }: Node): readonly string[] =>
  (status?.addresses ?? []).filter(({ type }) => type === 'InternalIP').map(({ address }) => address);

function compareNodes(nodes: readonly Node[], lab: Lab): readonly Finding[] {
  const there = new Map(nodes.map((node) => [node.metadata.name, node] as const));
  const missing = lab.nodes.filter(({ name }) => !there.has(name));
  const strangers = nodes.filter(({ metadata }) => lab.nodes.every(({ name }) => name !== metadata.name));
  const moved = lab.nodes.flatMap(({ name, address }) => {
    const node = there.get(name);
    const real = node ? addressesOf(node) : [];
    const wanted = [address].flat();
    const same = real.some((each) => wanted.some((one) => canonical(one) === canonical(each)));
    return node && real.length > 0 && !same ? [{ name, address: wanted.join(', '), real }] : [];
  });
  return [
    ...missing.map(({ name }) => ({
      code: 'node-not-joined',
      severity: 'error' as const,
      object: `Node/${name}`,
      message: `${name} is in the lab and not in the cluster`,
      why: 'who answers for an address is elected among the nodes that are there',
      hint: 'join it first, or take it out of the lab file; is this the right context?',
    })),
    ...moved.map(({ name, address, real }) => ({
      code: 'node-at-another-address',
      severity: 'error' as const,
      object: `Node/${name}`,
      message: `${name} has ${real.join(', ')}, and ${address} in the lab`,
      why: 'the plan of addresses keeps clear of where nodes are in the lab',
      hint: 'correct the lab file, or the address of the machine',
    })),
    ...strangers.map(({ metadata: { name } }) => ({
      code: 'node-not-in-lab',
      severity: 'warning' as const,
      object: `Node/${name}`,
      message: `${name} is in the cluster and not in the lab`,
      why: 'pods may run on it, and it may be elected to answer for an address: predictions leave it out',
      hint: 'add it to the nodes of the lab file',
    })),
  ];
}

const minorOf = (version: string): string => version.replace(/^v/, '').split('.').slice(0, 2).join('.');

function compareVersions(nodes: readonly Node[], lab: Lab): readonly Finding[] {
  const wanted = (lab.versions as { readonly kubernetes?: string }).kubernetes;
  if (wanted === undefined) return [];
  return nodes
    .filter(({ status }) => status?.nodeInfo && minorOf(status.nodeInfo.kubeletVersion) !== minorOf(wanted))
    .map(({ metadata: { name }, status }) => ({
      code: 'node-of-another-version',
      severity: 'warning' as const,
      object: `Node/${name}`,
      message: `${name} runs Kubernetes ${status?.nodeInfo?.kubeletVersion}, and the lab says ${wanted}`,
      why: 'what was proven was proven for the version of the lab',
      hint: 'write the version of the cluster into the lab file (versions.kubernetes)',
    }));
}

/** The controllers of whatever delivers that are not there, as `namespace/name`; nothing where they all are. */
export async function missingDelivery(cluster: ClusterReader): Promise<readonly string[]> {
  const wanted = systems.flatMap((system: System) => system.delivers?.controllers ?? []);
  const there = await cluster.list<Deployment>(kinds.Deployment).catch((error: unknown) => {
    if (error instanceof KindNotServed) return [];
    throw error;
  });
  const names = new Set(there.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`));
  return wanted.filter((name) => !names.has(name));
}
