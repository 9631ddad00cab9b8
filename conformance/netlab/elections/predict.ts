// What Gatehouse predicts of a random lab: the embedded cluster with MetalLB as its manifest installs it.
import { createEmbeddedCluster } from '../../../src/cluster/embedded/index.ts';
import { controlPlaneControllers } from '../../../src/controlplane/controllers.ts';
import { createNodes } from '../../../src/controlplane/nodes/create-nodes.ts';
import { seededRuntime } from '../../../src/core/runtime.ts';
import type { UnknownObject } from '../../../src/kube/object.ts';
import type { EndpointSlice, Node, Service } from '../../../src/kube/types.ts';
import { elect } from '../../../src/systems/metallb/announcement/election.ts';
import { electionInput } from '../../../src/systems/metallb/announcement/speaker-configuration.ts';
import { metallbControllers } from '../../../src/systems/metallb/controllers.ts';
import { manifests } from '../../../src/systems/metallb/manifest.ts';
import {
  type IpAddressPool,
  type L2Advertisement,
  metallbKinds,
  type ServiceL2Status,
} from '../../../src/systems/metallb/objects.ts';
import type { ElectionLab, LabNode } from './lab.ts';
import { awayTaint, objectsOf } from './objects.ts';

/** Node that answers for the address of each Service; null: nobody does. */
export type Winners = Readonly<Record<string, string | null>>;

function nodeObjects(nodes: readonly LabNode[], now: number): readonly Node[] {
  const input = nodes.map(({ name, labels, tainted }, i) => ({
    name,
    address: `192.168.88.${i + 11}`,
    role: 'worker' as const,
    labels,
    taints: tainted ? [awayTaint] : [],
  }));
  return createNodes(input, { kubeletVersion: 'v1.36.3', now });
}

async function startCluster(nodes: readonly LabNode[]) {
  const embedded = createEmbeddedCluster({ runtime: seededRuntime() });
  for (const node of nodeObjects(nodes, embedded.now())) await embedded.cluster.create(node);
  const assumption = <T>({ value }: { value: T }) => value;
  embedded.addControllers([
    ...controlPlaneControllers(),
    ...metallbControllers({ installed: 'by-objects', assumption }),
  ]);
  for (const object of await manifests[0]!.objects()) await embedded.cluster.create(object);
  await embedded.run({ limitSeconds: 60 });
  return embedded;
}

/**
 * Who wins by what the speakers read alone: pools, advertisements, nodes, and where there is a speaker. Of a node that was `lost` its
 * speaker is gone, and nothing else is known yet.
 */
export function electWinners(lab: ElectionLab, lost?: string): Winners {
  const objects = objectsOf(lab) as readonly UnknownObject[];
  const ofKind = <T>(kind: string) => objects.filter((object) => object.kind === kind) as unknown as readonly T[];
  const input = electionInput(
    {
      pools: ofKind<IpAddressPool>('IPAddressPool'),
      advertisements: ofKind<L2Advertisement>('L2Advertisement'),
      nodes: nodeObjects(lab.nodes, 0),
      namespaces: [],
    },
    { ignoreExcludeLabel: false },
    new Set(lab.nodes.flatMap(({ name, tainted }) => (tainted || name === lost ? [] : [name]))),
  );
  if ('error' in input) throw new Error(input.error);
  const slices = ofKind<EndpointSlice>('EndpointSlice');
  const services = ofKind<Service>('Service').map((service) => ({
    ...service,
    status: { loadBalancer: { ingress: [{ ip: service.metadata.annotations!['metallb.io/loadBalancerIPs']! }] } },
  }));
  const winnerOf = (service: Service) =>
    elect(
      service,
      slices.filter(({ metadata }) => metadata.name === service.metadata.name),
      input,
    ).order[0] ?? null;
  return Object.fromEntries(services.map((service) => [service.metadata.name, winnerOf(service)]));
}

/** Plays labs of the same nodes one after the other, as the real platform did; virtual seconds, no real ones. */
export async function predictWinners(labs: readonly ElectionLab[]): Promise<readonly Winners[]> {
  const embedded = await startCluster(labs[0]!.nodes);
  const { cluster } = embedded;
  const all: Winners[] = [];
  for (const lab of labs) {
    const objects = objectsOf(lab) as readonly UnknownObject[];
    for (const object of objects) await cluster.create(object);
    await embedded.run({ limitSeconds: 10 });
    const statuses = await cluster.list<ServiceL2Status>(metallbKinds.ServiceL2Status);
    const winnerOf = (name: string) =>
      statuses.find(({ status }) => status?.serviceName === name)?.status?.node ?? null;
    all.push(Object.fromEntries(lab.services.map(({ name }) => [name, winnerOf(name)])));
    for (const object of [...objects].reverse())
      await cluster.delete(object, object.metadata.name, object.metadata.namespace);
    await embedded.run({ limitSeconds: 10 });
  }
  return all;
}
