import type { Destination, Hop } from '../../cluster/network.ts';
import type { Node, Pod } from '../../kube/types.ts';
import { nodeAddresses } from '../kubelet/pod-address.ts';
import { isNodeAlive } from '../nodes/node-power.ts';

/** A port of a node that is a pod's. */
export interface HostPort {
  readonly node: Node;
  readonly pod: Pod;
  /** Address of the node, or the one of its addresses that the pod names. */
  readonly address: string;
  readonly port: number;
  readonly protocol: 'TCP' | 'UDP';
  /** Port of the container that connections come to. */
  readonly containerPort: number;
}

/** Ports of nodes that pods have, on each address of their nodes: those of pods on the node's network, and `hostPort`s of others. */
export function hostPortsOf(nodes: readonly Node[], pods: readonly Pod[]): readonly HostPort[] {
  const byName = new Map(nodes.map((node) => [node.metadata.name, node]));
  return pods.flatMap((pod) => {
    const node = byName.get(pod.spec.nodeName ?? '');
    if (!node || pod.status?.phase !== 'Running') return [];
    const ports = pod.spec.containers.flatMap(({ ports: listed = [] }) => listed);
    return ports.flatMap(({ hostPort, hostIP, containerPort, protocol = 'TCP' }) =>
      !hostPort || protocol === 'SCTP'
        ? []
        : nodeAddresses(node)
            .filter((address) => !hostIP || hostIP === '0.0.0.0' || hostIP === '::' || hostIP === address)
            .map((address) => ({ node, pod, address, port: hostPort, protocol, containerPort })),
    );
  });
}

/**
 * What becomes of a connection to a port of a node, given what listens there now. On the node's network the process takes it itself; a
 * `hostPort` is passed on without touching the client's address (containernetworking/plugins meta/portmap: only what comes from the node
 * itself is rewritten).
 */
export function arriveAtHost(
  node: Node | undefined,
  listening: HostPort | undefined,
  at: { readonly node: string; readonly address: string; readonly port: number; readonly clientAddress: string },
): Destination {
  const where: Hop = {
    at: 'node',
    decision: `${at.node} has the address ${at.address} itself`,
    reason: 'no balancer moves it: it is gone as long as the node is',
    source: 'kubernetes Node status.addresses',
  };
  if (!isNodeAlive(node)) return nowhere(where, 'no answer', `${at.node} does not run`, 'unreachable');
  if (!listening)
    return nowhere(where, 'connection refused', `no pod listens on port ${at.port} of ${at.node}`, 'refused');
  const { pod, containerPort } = listening;
  const own = pod.spec.hostNetwork === true;
  return {
    hops: [
      where,
      {
        at: 'endpoint',
        decision: `Pod ${pod.metadata.namespace}/${pod.metadata.name}, port ${containerPort}`,
        reason: own ? 'it listens on the network of its node' : `hostPort ${at.port} leads to it`,
        source: own ? 'kubernetes Pod spec.hostNetwork' : 'containernetworking/plugins meta/portmap',
      },
      {
        at: 'client-address',
        decision: `the pod sees ${at.clientAddress}`,
        reason: 'nothing between the client and the node rewrites it',
        source: own ? 'kubernetes Pod spec.hostNetwork' : 'containernetworking/plugins meta/portmap',
      },
    ],
    pods: [{ pod, port: containerPort }],
    clientAddress: at.clientAddress,
    outcome: 'delivered',
  };
}

const nowhere = (where: Hop, decision: string, reason: string, outcome: Destination['outcome']): Destination => ({
  hops: [where, { at: 'endpoint', decision, reason, source: 'RFC 9293 section 3.5.2' }],
  pods: [],
  clientAddress: undefined,
  outcome,
});
