import { includes, parseAddress, parseCidr } from '../../core/address.ts';
import { type Labels, matchesSelector } from '../../kube/selector.ts';
import type { IPBlock, NetworkPolicy, NetworkPolicyPeer, NetworkPolicyPort, Pod } from '../../kube/types.ts';

/** A connection to a port of a pod. */
export interface PodConnection {
  readonly to: Pod;
  readonly port: number;
  /** The pod it comes from, or the address of somebody outside; without either, anybody outside. */
  readonly from: Pod | string | undefined;
}

/**
 * The policies that together leave no way for a connection to get in; none when it gets in. One that admits it is enough, and a pod that
 * none selects takes everything: kubernetes staging/src/k8s.io/api/networking/v1/types.go NetworkPolicySpec, NetworkPolicyPeer.
 */
export function closingPolicies(
  policies: readonly NetworkPolicy[],
  connection: PodConnection,
  labelsOf: (namespace: string) => Labels | undefined,
): readonly NetworkPolicy[] {
  const { to, from } = connection;
  // Of pods in the network of their node nobody says what a policy does to them: it depends on the network plugin.
  if (isOnHost(to) || (typeof from === 'object' && isOnHost(from))) return [];
  const isolating = policies.filter(
    ({ metadata, spec }) =>
      metadata.namespace === to.metadata.namespace &&
      (spec?.policyTypes ?? ['Ingress']).includes('Ingress') &&
      matchesSelector(spec?.podSelector ?? {}, to.metadata.labels ?? {}),
  );
  const admits = ({ metadata, spec }: NetworkPolicy): boolean =>
    (spec?.ingress ?? []).some(
      ({ from: peers = [], ports = [] }) =>
        (ports.length === 0 || ports.some((port) => isPort(port, connection))) &&
        (peers.length === 0 || peers.some((peer) => isPeer(peer, connection, metadata.namespace ?? '', labelsOf))),
    );
  return isolating.some(admits) ? [] : isolating;
}

const isOnHost = ({ spec }: Pod): boolean => (spec as { readonly hostNetwork?: boolean }).hostNetwork === true;

function isPort({ protocol = 'TCP', port, endPort }: NetworkPolicyPort, { to, port: asked }: PodConnection): boolean {
  if (protocol !== 'TCP') return false;
  if (port === undefined) return true;
  if (typeof port === 'number') return endPort === undefined ? port === asked : port <= asked && asked <= endPort;
  const named = to.spec.containers.flatMap(({ ports = [] }) => ports.filter(({ name }) => name === port));
  return named.some(({ containerPort }) => containerPort === asked);
}

function isPeer(
  { podSelector, namespaceSelector, ipBlock }: NetworkPolicyPeer,
  { from }: PodConnection,
  own: string,
  labelsOf: (namespace: string) => Labels | undefined,
): boolean {
  if (ipBlock) return isInBlock(ipBlock, typeof from === 'object' ? from.status?.podIP : from);
  if (typeof from !== 'object') return false;
  const { namespace = '', labels = {} } = from.metadata;
  const there = namespaceSelector ? matchesSelector(namespaceSelector, labelsOf(namespace) ?? {}) : namespace === own;
  return there && (podSelector === undefined || matchesSelector(podSelector, labels));
}

/** An address that nobody knows may lie in any block. */
function isInBlock({ cidr, except = [] }: IPBlock, address: string | undefined): boolean {
  const parsed = address === undefined ? undefined : parseAddress(address);
  if (!parsed) return true;
  const holds = (text: string): boolean => {
    const range = parseCidr(text);
    return range !== undefined && includes(range, parsed);
  };
  return holds(cidr) && !except.some(holds);
}
