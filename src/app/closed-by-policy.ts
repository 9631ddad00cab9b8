import type { Cluster } from '../cluster/cluster.ts';
import { closingPolicies, type PodConnection } from '../controlplane/networking/network-policy.ts';
import { printRef } from '../kube/object.ts';
import { type EndpointSlice, kinds, type NetworkPolicy, type Pod } from '../kube/types.ts';
import type { Check } from './verify-checks.ts';

/** What stands open because of network policies, in words, and what would make it known. */
export interface ClosedWay {
  readonly code: string;
  readonly reason: string;
  readonly knownBy: string;
}

/**
 * Policies that leave no way to the gate, or from the gate to an app. Stand-ins have no pod network, and whether a real one enforces
 * policies depends on what plays it: k3s does, flannel alone does not.
 */
export async function closedByPolicy(cluster: Cluster, check: Check): Promise<ClosedWay | undefined> {
  const policies = await cluster.list<NetworkPolicy>(kinds.NetworkPolicy);
  const { behind } = check;
  if (policies.length === 0 || !behind) return undefined;
  const namespaces = await cluster.list(kinds.Namespace);
  const labels = new Map(namespaces.map(({ metadata }) => [metadata.name, metadata.labels]));
  const { expectation } = check;
  const client = behind.views.length > 1 ? undefined : expectation.from;
  const ways: PodConnection[] = [{ to: behind.pod, port: behind.port, from: client }];
  for (const name of [...expectation.backends, ...(expectation.behindLogin ?? [])])
    ways.push(...(await waysTo(cluster, name, behind.pod)));
  for (const way of ways) {
    const [closing] = closingPolicies(policies, way, (namespace) => labels.get(namespace));
    if (closing) return closed({ ...closing, ...kinds.NetworkPolicy }, way);
  }
  return undefined;
}

async function waysTo(cluster: Cluster, service: string, from: Pod): Promise<readonly PodConnection[]> {
  const [namespace = '', name = ''] = service.split('/');
  const slices = await cluster.list<EndpointSlice>(kinds.EndpointSlice, { namespace });
  const ways: PodConnection[] = [];
  for (const { metadata, endpoints, ports = [] } of slices) {
    if (metadata.labels?.['kubernetes.io/service-name'] !== name) continue;
    for (const { targetRef } of endpoints ?? []) {
      if (targetRef?.kind !== 'Pod' || !targetRef.name) continue;
      const to = await cluster.get<Pod>(kinds.Pod, targetRef.name, namespace);
      for (const { port } of to ? ports : []) if (to && port !== undefined) ways.push({ to, port, from });
    }
  }
  return ways;
}

function closed(policy: NetworkPolicy, { to, port, from }: PodConnection): ClosedWay {
  const who = typeof from === 'object' ? `pods of namespace ${from.metadata.namespace}` : (from ?? 'clients');
  const app = `port ${port} of the pods of ${to.metadata.namespace}`;
  return {
    code: 'closed-by-network-policy',
    reason: `${printRef(policy)} lets ${who} not in to ${app}: a network that enforces policies, as that of k3s does, drops the packets`,
    knownBy: `a rule under \`ingress\` of a NetworkPolicy in namespace ${to.metadata.namespace} that lets ${who} in to port ${port}`,
  };
}
