// What Gatehouse predicts that a pod sees of a client: the set of addresses, as nobody knows of the pod network.

import { forward } from '../../../src/controlplane/networking/forwarding.ts';
import { possibleSources } from '../../../src/controlplane/networking/masquerade.ts';
import { createNodes } from '../../../src/controlplane/nodes/create-nodes.ts';
import type { EndpointSlice, Pod, Service } from '../../../src/kube/types.ts';

/** One way from a client to a pod, as it was asked on the real platform. */
export interface Way {
  readonly policy: 'Local' | 'Cluster';
  readonly announcer: string;
  readonly pod: string;
  readonly on: string;
  readonly hosted: boolean;
  readonly address: string;
  readonly client: string;
}

const nodes = createNodes(
  [1, 2, 3].map((i) => ({ name: `node-${i}`, address: `192.168.88.${i + 10}`, role: 'worker' })),
  // Pod networks are numbered from one there.
  { kubeletVersion: 'v1.36.3', now: 0 },
).map((node, i) => ({ ...node, spec: { podCIDRs: [`10.42.${i + 1}.0/24`] } }));

const podOf = ({ pod, on, hosted }: Way): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: pod, namespace: 'default' },
  spec: { nodeName: on, hostNetwork: hosted, containers: [] },
});

const serviceOf = ({ policy }: Way): Service => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'way', namespace: 'default' },
  spec: { type: 'LoadBalancer', externalTrafficPolicy: policy, ports: [{ port: 80, protocol: 'TCP' }] },
});

const sliceOf = ({ pod, on }: Way): EndpointSlice => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: { name: 'way', namespace: 'default', labels: { 'kubernetes.io/service-name': 'way' } },
  addressType: 'IPv4',
  ports: [{ name: '', port: 8080, protocol: 'TCP' }],
  endpoints: [{ addresses: ['10.42.1.2'], nodeName: on, targetRef: { kind: 'Pod', name: pod, namespace: 'default' } }],
});

/** Every address the pod may see; none: no connection comes to be. */
export function predictSeen(way: Way): readonly string[] {
  const { client } = way;
  const pod = podOf(way);
  const arrived = forward({
    service: serviceOf(way),
    slices: [sliceOf(way)],
    via: 'LoadBalancer',
    port: 80,
    clientAddress: client,
    node: way.announcer,
    podOf: () => pod,
  });
  if (arrived.outcome !== 'delivered') return [];
  if (arrived.clientAddress !== undefined) return [arrived.clientAddress];
  const receiving = nodes.find(({ metadata }) => metadata.name === way.announcer)!;
  return possibleSources(pod, receiving, client).map(({ address }) => address);
}
