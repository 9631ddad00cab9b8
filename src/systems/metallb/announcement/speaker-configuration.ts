import type { Cluster } from '../../../cluster/cluster.ts';
import { listServed } from '../../../controlplane/kit/served.ts';
import { isNodeAlive } from '../../../controlplane/nodes/node-power.ts';
import { conditionOf } from '../../../kube/object.ts';
import { kinds, type Namespace, type Node } from '../../../kube/types.ts';
import { printJson } from '../../../kube/wide-json.ts';
import { AddressBook } from '../allocation/address-book.ts';
import { type Pool, readPools } from '../allocation/pools.ts';
import { type IpAddressPool, type L2Advertisement, metallbKinds } from '../objects.ts';
import type { RunningSpeakers } from '../running.ts';
import { readAdvertisements } from './advertisements.ts';
import type { ElectionInput } from './election.ts';

/** The objects that speakers read their configuration from. */
export interface SpeakerObjects {
  readonly pools: readonly IpAddressPool[];
  readonly advertisements: readonly L2Advertisement[];
  readonly nodes: readonly Node[];
  readonly namespaces: readonly Namespace[];
}

/** Reads them from the cluster: MetalLB's own from its namespace alone. */
export async function speakerObjects(cluster: Cluster, namespace: string): Promise<SpeakerObjects> {
  return {
    pools: await listServed<IpAddressPool>(cluster, metallbKinds.IPAddressPool, { namespace }),
    advertisements: await listServed<L2Advertisement>(cluster, metallbKinds.L2Advertisement, { namespace }),
    nodes: await cluster.list<Node>(kinds.Node),
    namespaces: await cluster.list<Namespace>(kinds.Namespace),
  };
}

/** What elections rest on, or why the configuration is refused (metallb internal/config/config.go, as speakers use it). */
export function electionInput(
  objects: SpeakerObjects,
  speakers: Pick<RunningSpeakers, 'ignoreExcludeLabel'>,
  members: ReadonlySet<string>,
): ElectionInput | { readonly error: string } {
  const pools = readPools(objects.pools, objects.namespaces);
  if ('error' in pools) return pools;
  const reading = readAdvertisements(objects.advertisements, pools.pools, objects.nodes);
  if ('error' in reading) return reading;
  const book = new AddressBook();
  book.setPools(new Map([...pools.pools].map(([name, pool]) => [name, anyAddress(pool)])));
  return {
    advertisements: reading.advertisements,
    poolOf: (addresses) => book.poolOf(addresses),
    nodes: objects.nodes,
    speakers: members,
    ignoreExcludeLabel: speakers.ignoreExcludeLabel,
  };
}

/** Speakers do not mind addresses that the controller would avoid. */
const anyAddress = (pool: Pool): Pool => ({ ...pool, avoidBuggyIps: false });

/** All that an election rests on, as text: as long as it is the same, so are the winners. */
export const printConfiguration = (
  objects: SpeakerObjects,
  speakers: RunningSpeakers,
  members: ReadonlySet<string>,
): string =>
  printJson([
    speakers.namespace,
    speakers.loadBalancerClass,
    speakers.ignoreExcludeLabel,
    [...members],
    objects.pools.map(({ metadata, spec }) => [metadata.name, metadata.labels, spec]),
    objects.advertisements.map(({ metadata, spec }) => [metadata.name, spec]),
    objects.nodes.map((node) => [
      node.metadata.name,
      node.metadata.labels,
      conditionOf(node, 'NetworkUnavailable')?.status,
    ]),
    objects.namespaces.map(({ metadata }) => [metadata.name, metadata.labels]),
  ]);

/**
 * The members of the memberlist: nodes with a speaker, a dead one until the others have noticed. Tells also in how many
 * seconds the next one will be noticed (hashicorp/memberlist, as metallb internal/speakerlist uses it).
 */
export function membersOf(
  nodes: readonly Node[],
  speakers: RunningSpeakers,
  deadSince: Map<string, number>,
  time: { readonly now: number; readonly failureSeconds: number },
): { readonly members: ReadonlySet<string>; readonly nextNotice: number | undefined } {
  const members = new Set<string>();
  let nextNotice: number | undefined;
  for (const node of nodes) {
    const { name } = node.metadata;
    if (!speakers.onNode.has(name)) continue;
    if (isNodeAlive(node)) {
      deadSince.delete(name);
      members.add(name);
      continue;
    }
    const since = deadSince.get(name) ?? time.now;
    deadSince.set(name, since);
    const left = time.failureSeconds - (time.now - since) / 1000;
    if (left <= 0) continue;
    members.add(name);
    nextNotice = Math.min(nextNotice ?? left, left);
  }
  return { members, nextNotice };
}
