import type { AddressExplanation } from '../../../check/observed.ts';
import type { Cluster } from '../../../cluster/cluster.ts';
import type { Hop } from '../../../cluster/network.ts';
import { listServed } from '../../../controlplane/kit/served.ts';
import { parseAddress } from '../../../core/address.ts';
import { type EndpointSlice, kinds, type Service } from '../../../kube/types.ts';
import type { ControllerOptions } from '../../system.ts';
import { currentAddresses } from '../allocation/convergence.ts';
import { isHandled } from '../allocation/services.ts';
import { metallbKinds, type ServiceL2Status } from '../objects.ts';
import { findController, findSpeakers, livingSpeakers } from '../running.ts';
import { nodeOfStatus } from './announce-status.ts';
import { type Election, elect, type Withdrawal } from './election.ts';
import { electionInput, speakerObjects } from './speaker-configuration.ts';
import { serviceOfStatus } from './speaker-memory.ts';

const electionSource = 'metallb speaker/layer2_controller.go';

/** Who answers for a Service's addresses at this moment, and who would take over; undefined when the Service is not MetalLB's. */
export async function explainAddress(
  cluster: Cluster,
  service: Service,
  options: Pick<ControllerOptions, 'installed'>,
): Promise<AddressExplanation | undefined> {
  if (service.spec.type !== 'LoadBalancer') return undefined;
  const installed = options.installed ?? 'by-objects';
  const speakers = await findSpeakers(cluster, installed);
  const running = speakers ?? (await findController(cluster, installed));
  if (!running || !isHandled(service, running.loadBalancerClass)) return undefined;
  const address = currentAddresses(service)[0];
  if (address === undefined)
    return nobody('', hop('address', 'none', 'no pool has given it an address', 'metallb controller/service.go'));
  if (!speakers) return nobody('', hop('node', 'nobody', 'no speaker runs', electionSource));
  const living = await livingSpeakers(cluster, speakers);
  const input = electionInput(await speakerObjects(cluster, speakers.namespace), speakers, living);
  if ('error' in input)
    return nobody(
      '',
      hop('node', 'nobody', `the configuration is refused: ${input.error}`, 'metallb internal/config/config.go'),
    );
  const pool = input.poolOf([parseAddress(address)])?.name ?? '';
  const given = hop(
    'address',
    `${address} of pool ${pool || 'none'}`,
    'the pool holds it',
    'metallb internal/allocator/allocator.go',
  );
  const election = elect(service, await slicesOf(cluster, service), input);
  const stale = await awaitsTakeover(cluster, service, living);
  if (stale !== undefined && election.order.length > 0) {
    const reason = `node ${stale} announced it and is dead; the others have not noticed yet`;
    return { ...nobody(pool, given), hops: [given, hop('node', 'nobody', reason, 'hashicorp/memberlist')] };
  }
  return { pool, nodes: election.order, hops: [given, electionHop(election, address)] };
}

const hop = (at: string, decision: string, reason: string, source: string): Hop => ({ at, decision, reason, source });

const nobody = (pool: string, ...hops: readonly Hop[]): AddressExplanation => ({ pool, nodes: [], hops });

async function slicesOf(cluster: Cluster, { metadata }: Service): Promise<readonly EndpointSlice[]> {
  const labelSelector = `kubernetes.io/service-name=${metadata.name}`;
  return cluster.list<EndpointSlice>(kinds.EndpointSlice, { namespace: metadata.namespace, labelSelector });
}

/** The dead node that announced last, as long as no living one has taken over. */
async function awaitsTakeover(
  cluster: Cluster,
  service: Service,
  living: ReadonlySet<string>,
): Promise<string | undefined> {
  const key = `${service.metadata.namespace ?? ''}/${service.metadata.name}`;
  const statuses = await listServed<ServiceL2Status>(cluster, metallbKinds.ServiceL2Status);
  const nodes = statuses
    .filter((status) => serviceOfStatus(status) === key)
    .map((status) => nodeOfStatus(status) ?? '');
  return nodes.some((node) => living.has(node)) ? undefined : nodes[0];
}

function electionHop({ order, reason, excluded }: Election, address: string): Hop {
  const left = excluded.map(({ node, why }) => `${node}: ${why}`).join('; ');
  const without = left ? ` (left out: ${left})` : '';
  const [winner, ...others] = order;
  if (winner === undefined) return hop('node', 'nobody answers ARP', `${explain(reason)}${without}`, electionSource);
  const next = others.length > 0 ? `, then ${others.join(', ')}` : '';
  return hop(
    'node',
    `${winner} answers ARP${next}`,
    `smallest SHA-256 of node name, "#" and ${address} among those that may announce${without}`,
    electionSource,
  );
}

const explanations: Readonly<Record<Withdrawal, string>> = {
  notLoadBalancer: 'it is no LoadBalancer',
  noIPAllocated: 'it has no address',
  invalidIP: 'its status holds what is no address',
  ipNotAllowed: 'no pool holds the address',
  notOwner: 'no node that may announce is left, or no endpoint can serve',
  noMatchingAdvertisement: 'no L2Advertisement covers the pool, or none lists a node',
};

const explain = (reason: Withdrawal | undefined): string => (reason ? explanations[reason] : 'nobody is elected');
