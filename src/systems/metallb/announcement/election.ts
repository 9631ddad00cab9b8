import { createHash } from 'node:crypto';
import { parseAddress, printAddress } from '../../../core/address.ts';
import { compareText } from '../../../core/finding.ts';
import { conditionOf } from '../../../kube/object.ts';
import type { Endpoint, EndpointSlice, Node, Service } from '../../../kube/types.ts';
import type { AddressBook } from '../allocation/address-book.ts';
import type { Pool } from '../allocation/pools.ts';
import type { Advertisement } from './advertisements.ts';

/** Why a speaker does not announce, in the words of its log (metallb speaker/main.go, speaker/layer2_controller.go). */
export type Withdrawal =
  | 'notLoadBalancer'
  | 'noIPAllocated'
  | 'invalidIP'
  | 'ipNotAllowed'
  | 'notOwner'
  | 'noMatchingAdvertisement';

/** Who answers for a service's addresses. */
export interface Election {
  /** Nodes that may announce, the winner first, then those that take over in this order. */
  readonly order: readonly string[];
  /** The pool the addresses are of. */
  readonly pool?: string;
  /** Why nobody announces; undefined when somebody does. */
  readonly reason?: Withdrawal;
  /** Why a node is not among those that may announce. */
  readonly excluded: readonly { readonly node: string; readonly why: string }[];
  /** Interfaces the winner answers on; empty: all. */
  readonly interfaces: readonly string[];
}

/** What an election rests on. */
export interface ElectionInput {
  readonly advertisements: readonly Advertisement[];
  readonly poolOf: (addresses: Parameters<AddressBook['poolOf']>[0]) => Pool | undefined;
  readonly nodes: readonly Node[];
  /** Nodes with a living speaker: the members of the memberlist. */
  readonly speakers: ReadonlySet<string>;
  /** Speakers ignore the label that excludes nodes from external load balancers (`--ignore-exclude-lb`). */
  readonly ignoreExcludeLabel: boolean;
}

/** Nodes with this label announce nothing, whatever its value (metallb internal/k8s/nodes/nodes.go). */
export const excludeLabel = 'node.kubernetes.io/exclude-from-external-load-balancers';

/**
 * Elects the node that answers for a Service's addresses; every speaker comes to the same result on its own
 * (metallb speaker/layer2_controller.go, ShouldAnnounce). Whether a node is Ready or cordoned does not matter.
 */
export function elect(service: Service, slices: readonly EndpointSlice[], input: ElectionInput): Election {
  const nobody = (reason: Withdrawal, rest: Partial<Election> = {}): Election => ({
    order: [],
    excluded: [],
    interfaces: [],
    ...rest,
    reason,
  });
  if (service.spec.type !== 'LoadBalancer') return nobody('notLoadBalancer');
  const ingress = service.status?.loadBalancer?.ingress ?? [];
  const addresses = ingress.map(({ ip = '' }) => parseAddress(ip));
  const first = addresses[0];
  if (ingress.length === 0) return nobody('noIPAllocated');
  if (!first || addresses.includes(undefined)) return nobody('invalidIP');
  const pool = input.poolOf(addresses)?.name;
  if (pool === undefined) return nobody('ipNotAllowed');
  // A slice without endpoints may say null.
  const serving = slices.flatMap(({ endpoints }) => endpoints ?? []).filter(canServe);
  if (serving.length === 0) return nobody('notOwner', { pool });
  const matching = input.advertisements.filter((each) => isFor(each, pool, service));
  if (matching.every(({ nodes }) => nodes.size === 0)) return nobody('noMatchingAdvertisement', { pool });
  const local = service.spec.externalTrafficPolicy === 'Local';
  const withEndpoint = new Set(serving.map(({ nodeName }) => nodeName));
  const judged = candidates(input).map((node) => ({
    node: node.name,
    why:
      node.why ??
      (!matching.some(({ nodes }) => nodes.has(node.name)) ? 'no L2Advertisement of the pool lists it' : undefined) ??
      (local && !withEndpoint.has(node.name)
        ? 'no serving endpoint on it, and the traffic policy is Local'
        : undefined),
  }));
  const excluded = judged.flatMap(({ node, why }) => (why === undefined ? [] : [{ node, why }]));
  const able = judged.filter(({ why }) => why === undefined).map(({ node }) => node);
  const order = electionOrder(able, printAddress(first));
  const winner = order[0];
  if (winner === undefined) return nobody('notOwner', { pool, excluded });
  return { order, pool, excluded, interfaces: interfacesOf(matching, winner) };
}

/** Nodes by the digest of node name and address, the smallest first: the winner, then who takes over (sortL2Candidates). */
export function electionOrder(nodes: readonly string[], address: string): readonly string[] {
  return nodes
    .map((node) => ({ node, digest: createHash('sha256').update(`${node}#${address}`).digest('hex') }))
    .sort((a, b) => compareText(a.digest, b.digest))
    .map(({ node }) => node);
}

/** Whether an endpoint can serve: ready or silent about it, or still serving (metallb internal/k8s/epslices/endpoint_slices.go). */
export const canServe = ({ conditions }: Endpoint): boolean =>
  (conditions?.ready ?? true) || conditions?.serving === true;

const isFor = ({ pools, serviceSelectors }: Advertisement, pool: string, { metadata }: Service): boolean =>
  pools.has(pool) && (serviceSelectors.length === 0 || serviceSelectors.some((s) => s.matches(metadata.labels)));

/** Every node with what keeps it from announcing anything (speakersForAds). */
function candidates({
  nodes,
  speakers,
  ignoreExcludeLabel,
}: ElectionInput): { name: string; why: string | undefined }[] {
  return nodes.map((node) => {
    const { name, labels = {} } = node.metadata;
    if (!speakers.has(name)) return { name, why: 'no living speaker on it' };
    if (conditionOf(node, 'NetworkUnavailable')?.status === 'True') return { name, why: 'its network is unavailable' };
    const labelled = !ignoreExcludeLabel && Object.hasOwn(labels, excludeLabel);
    return { name, why: labelled ? `it has the label ${excludeLabel}` : undefined };
  });
}

function interfacesOf(matching: readonly Advertisement[], winner: string): readonly string[] {
  const listing = matching.filter(({ nodes }) => nodes.has(winner));
  if (listing.some(({ interfaces }) => interfaces.length === 0)) return [];
  return [...new Set(listing.flatMap(({ interfaces }) => interfaces))].sort(compareText);
}
