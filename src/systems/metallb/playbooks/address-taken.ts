import { printRef } from '../../../kube/object.ts';
import { kinds, type Node } from '../../../kube/types.ts';
import {
  exampleNode,
  exampleObject,
  examplePod,
  exampleService,
  exampleSlice,
} from '../../../operate/diagnose/example-parts.ts';
import type { Cause, Playbook, Symptom } from '../../../operate/diagnose/playbook.ts';
import type { SeenCluster } from '../../../operate/diagnose/seen-cluster.ts';
import { electionsSeen, type SeenElection } from '../announcement/election-seen.ts';
import { metallbKinds } from '../objects.ts';
import { isConfigurationRead, metallbReads, seeMetallb } from '../rule-seen.ts';

const canonical = (address: string | undefined): string | undefined => address?.toLowerCase().replaceAll('-', ':');

/** Names of the nodes by the link-layer address that answers for their own addresses. */
function nodesByWire(seen: SeenCluster): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const { metadata, status } of seen.list<Node>(kinds.Node))
    for (const { type, address } of status?.addresses ?? []) {
      const wire = type === 'InternalIP' ? canonical(seen.neighbour(address)) : undefined;
      if (wire !== undefined) found.set(wire, metadata.name);
    }
  return found;
}

/** Who answers at an address that a node should answer for; undefined where that is as it should be, or not known. */
function symptomOf(found: SeenElection, nodes: ReadonlyMap<string, string>, seen: SeenCluster): Symptom | undefined {
  const { address, election, service, told } = found;
  const wire = canonical(seen.neighbour(address));
  const wanted = told.length === 1 ? told[0] : election.order[0];
  if (wire === undefined || wanted === undefined || ![...nodes.values()].includes(wanted)) return undefined;
  // Another node of the cluster is no thief: who announces is told by the statuses.
  if (nodes.has(wire)) return undefined;
  const cause: Cause = {
    likelihood: 'likely',
    cause: `another device has ${address}: a DHCP server gave it away, or somebody wrote it down by hand`,
    evidence: [
      `${address} is at ${wire}, which is the link-layer address of no node`,
      `${wanted} should answer: it is at ${[...nodes].find(([, name]) => name === wanted)?.[0]}`,
    ],
    fix: 'take the pool out of the range of the DHCP server, and give the device another address; then let neighbours forget it',
    commands: [`arping -D -I eth0 ${address}`, `ip neigh flush to ${address}`],
  };
  return {
    object: printRef(service),
    shows: `has ${address}, and a device outside the cluster answers there`,
    causes: [cause],
  };
}

const labels = { app: 'metallb', component: 'speaker' };
const base = [
  exampleNode('node-1', '192.0.2.100'),
  examplePod('metallb-system/speaker-1', labels),
  exampleObject(
    'apps/v1',
    'DaemonSet/metallb-system/speaker',
    {
      spec: {
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers: [{ name: 'speaker', image: 'example.com/speaker:1' }] } },
      },
    },
    { labels },
  ),
  exampleObject('metallb.io/v1beta1', 'IPAddressPool/metallb-system/one', { spec: { addresses: ['192.0.2.0/28'] } }),
  exampleObject('metallb.io/v1beta1', 'L2Advertisement/metallb-system/all', { spec: {} }),
  exampleService('apps/web', {}, ['192.0.2.3']),
  exampleSlice('apps/web', { 'node-1': true }),
];
const own = '02:00:00:00:00:01';

/** An address of a pool at which something else answers. */
export const addressTaken: Playbook = {
  id: 'address-taken',
  symptom: 'At the address of a Service something answers that is no node: a DHCP thief.',
  why: 'who answers ARP last is believed; MetalLB does not look whether an address is in use before it gives it (metallb internal/layer2/arp.go; RFC 826)',
  reads: [...metallbReads, kinds.EndpointSlice, metallbKinds.BGPAdvertisement, metallbKinds.ServiceL2Status],
  diagnose: (seen) => {
    const metallb = isConfigurationRead(seen) ? seeMetallb(seen) : undefined;
    const nodes = nodesByWire(seen);
    if (!metallb || nodes.size === 0) return [];
    return electionsSeen(metallb, seen).flatMap((each) => symptomOf(each, nodes, seen) ?? []);
  },
  examples: {
    healthy: [
      { objects: base, neighbours: { '192.0.2.100': own, '192.0.2.3': own } },
      { objects: base, neighbours: { '192.0.2.100': own } },
      { objects: base, neighbours: { '192.0.2.3': '02:00:00:00:00:99' } },
    ],
    ill: [{ objects: base, neighbours: { '192.0.2.100': own, '192.0.2.3': '02:00:00:00:00:99' } }],
  },
};
