import type { Destination, Hop } from '../../cluster/network.ts';
import { includes, parseAddress, parseCidr } from '../../core/address.ts';
import type { EndpointSlice, ObjectReference, Pod, Service, ServicePort } from '../../kube/types.ts';
import { familyOf, type ServiceEndpoint, selectEndpoints, usableEndpoints } from './forwarding-endpoints.ts';

/** A connection as it reaches kube-proxy. */
export interface Arrival {
  readonly service: Service;
  /** All slices of the service's namespace, or those of the service. */
  readonly slices: readonly EndpointSlice[];
  /** By which of the service's addresses it comes. */
  readonly via: 'ClusterIP' | 'LoadBalancer' | 'NodePort';
  /** The port it asks for: the service's port, or the node port. */
  readonly port: number;
  readonly protocol?: 'TCP' | 'UDP' | 'SCTP';
  readonly clientAddress: string;
  /** The node that receives it; for ClusterIP the node of the client. */
  readonly node: string;
  /** The address it was sent to; decides the IP family. Default: the family of the client. */
  readonly address?: string;
  /** The pod behind an endpoint. */
  readonly podOf: (target: ObjectReference) => Pod | undefined;
}

const iptables = 'kubernetes pkg/proxy/iptables/proxier.go';
const topology = 'kubernetes pkg/proxy/topology.go';

/** Says what kube-proxy does with a connection: which pods may get it, what client address they see, or how it fails. */
export function forward(arrival: Arrival): Destination {
  const { service, via } = arrival;
  const port = matchPort(arrival);
  if (!port) return failed(unknownPort(arrival), 'unreachable');
  const matched = matchedHop(arrival, port);
  const filter = via === 'LoadBalancer' ? sourceRangeHop(arrival) : undefined;
  const family = familyOf(arrival.address ?? arrival.clientAddress);
  const all = selectEndpoints(service, arrival.slices, port.name ?? port.port, family);
  const usable = usableEndpoints(all);
  if (usable.length === 0) return failed(noEndpoints(arrival, all), 'refused', matched);
  if (filter && !filter.allowed) return failed(filter.hop, 'filtered', matched);
  const before = filter ? [matched, filter.hop] : [matched];
  const policy = policyOf(arrival);
  const chosen = policy === 'Local' ? usableEndpoints(all.filter(({ node }) => node === arrival.node)) : usable;
  if (chosen.length === 0) return failed(noLocalEndpoints(arrival, usable), 'unreachable', ...before);
  const pods = chosen.flatMap((endpoint) => {
    const pod = endpoint.target && arrival.podOf(endpoint.target);
    return pod ? [{ pod, port: endpoint.port }] : [];
  });
  const why = whyKept(arrival, policy, pods);
  return {
    hops: [...before, endpointHop(arrival, policy, chosen), addressHop(arrival, why)],
    pods,
    clientAddress: why ? arrival.clientAddress : undefined,
    outcome: 'delivered',
  };
}

const failed = (hop: Hop, outcome: Destination['outcome'], ...before: readonly Hop[]): Destination => ({
  hops: [...before, hop],
  pods: [],
  clientAddress: undefined,
  outcome,
});

function matchPort({ service, via, port, protocol = 'TCP' }: Arrival): ServicePort | undefined {
  return (service.spec.ports ?? []).find(
    (candidate) =>
      (candidate.protocol ?? 'TCP') === protocol && (via === 'NodePort' ? candidate.nodePort : candidate.port) === port,
  );
}

const nameOf = ({ service }: Arrival): string => `${service.metadata.namespace}/${service.metadata.name}`;
const portText = ({ port, name, targetPort }: ServicePort): string => {
  const label = name ? ` (${name})` : '';
  return targetPort === undefined || targetPort === port
    ? `${port}${label}`
    : `${port}${label} to target port ${targetPort}`;
};

const policyOf = ({ service, via }: Arrival): 'Cluster' | 'Local' =>
  (via === 'ClusterIP' ? service.spec.internalTrafficPolicy : service.spec.externalTrafficPolicy) ?? 'Cluster';

function matchedHop(arrival: Arrival, port: ServicePort): Hop {
  const affinity =
    arrival.service.spec.sessionAffinity === 'ClientIP'
      ? '; sessionAffinity ClientIP keeps a client on one endpoint'
      : '';
  const decision = `Service ${nameOf(arrival)}, port ${portText(port)}`;
  return {
    at: 'service',
    decision,
    reason: `the service has a rule for its ${arrival.via} address and this port${affinity}`,
    source: iptables,
  };
}

function unknownPort(arrival: Arrival): Hop {
  const known = (arrival.service.spec.ports ?? []).map((port) =>
    arrival.via === 'NodePort' ? port.nodePort : port.port,
  );
  const reason = `Service ${nameOf(arrival)} has no port ${arrival.port}, only ${known.filter(Boolean).join(', ') || 'none'}; without a rule the node has no use for the packet`;
  return { at: 'service', decision: 'no answer', reason, source: iptables };
}

function noEndpoints(arrival: Arrival, all: readonly ServiceEndpoint[]): Hop {
  const why = all.length === 0 ? 'no pod matches its selector' : `none of its ${all.length} endpoints is ready`;
  return {
    at: 'service',
    decision: 'connection refused',
    reason: `"${nameOf(arrival)}" has no endpoints: ${why}`,
    source: `${iptables} (REJECT)`,
  };
}

function noLocalEndpoints(arrival: Arrival, usable: readonly ServiceEndpoint[]): Hop {
  const nodes = [...new Set(usable.flatMap(({ node }) => node ?? []))].sort().join(', ');
  const field = arrival.via === 'ClusterIP' ? 'internalTrafficPolicy' : 'externalTrafficPolicy';
  const reason = `"${nameOf(arrival)}" has no local endpoints on ${arrival.node} and ${field} is Local; ready ones are on ${nodes || 'no node'}`;
  return { at: 'node', decision: 'dropped', reason, source: `${iptables} (DROP)` };
}

function sourceRangeHop(arrival: Arrival): { readonly allowed: boolean; readonly hop: Hop } | undefined {
  const ranges = arrival.service.spec.loadBalancerSourceRanges ?? [];
  if (ranges.length === 0) return undefined;
  const address = parseAddress(arrival.clientAddress);
  const match = ranges.find((text) => {
    const range = parseCidr(text.trim());
    return range && address && includes(range, address);
  });
  const reason = match
    ? `${arrival.clientAddress} lies in ${match} of loadBalancerSourceRanges`
    : `${arrival.clientAddress} lies in none of loadBalancerSourceRanges ${ranges.join(', ')}`;
  const decision = match ? 'let through' : 'dropped';
  return {
    allowed: match !== undefined,
    hop: { at: 'firewall', decision, reason, source: `${iptables} (KUBE-FW chain)` },
  };
}

function endpointHop(arrival: Arrival, policy: 'Cluster' | 'Local', chosen: readonly ServiceEndpoint[]): Hop {
  const listed = chosen.map(({ address, port, node }) => `${address}:${port}${node ? ` on ${node}` : ''}`).join(', ');
  const state = chosen.every(({ ready }) => ready) ? 'ready' : 'ending but still serving';
  const where =
    policy === 'Local' ? ` on ${arrival.node} (traffic policy Local)` : ' anywhere (traffic policy Cluster)';
  const one = chosen.length === 1 ? 'the only' : `one of ${chosen.length}`;
  return {
    at: 'endpoint',
    decision: listed,
    reason: `${one} ${state} endpoint${chosen.length === 1 ? '' : 's'}${where}`,
    source: topology,
  };
}

/** Why the pods see the client's own address; undefined when one of them may see another. */
function whyKept(arrival: Arrival, policy: 'Cluster' | 'Local', pods: Destination['pods']): string | undefined {
  if (arrival.via === 'ClusterIP') return 'connections inside the cluster keep their source';
  if (policy === 'Local') return 'externalTrafficPolicy Local forwards without masquerading';
  const here = pods.every(({ pod }) => pod.spec.hostNetwork === true && pod.spec.nodeName === arrival.node);
  return pods.length > 0 && here
    ? `the pod is in the network of ${arrival.node} itself, and what does not leave the node is not masqueraded`
    : undefined;
}

function addressHop(arrival: Arrival, why: string | undefined): Hop {
  const decision = why
    ? `the pod sees ${arrival.clientAddress}`
    : 'the pod sees an address of the node, not the client’s';
  const reason =
    why ??
    'externalTrafficPolicy Cluster masquerades traffic from outside, so that answers come back through the receiving node';
  return { at: 'client-address', decision, reason, source: `${iptables} (KUBE-EXT chain)` };
}
