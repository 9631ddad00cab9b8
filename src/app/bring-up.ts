import type { ChartEngine } from '../charts/contract.ts';
import type { Controller } from '../cluster/controller.ts';
import type { EmbeddedCluster } from '../cluster/embedded/contract.ts';
import { createEmbeddedCluster } from '../cluster/embedded/index.ts';
import { castRoles } from '../compose/cast-roles.ts';
import { chooseControllers } from '../controlplane/choose-controllers.ts';
import { createNodes, type NodeInput } from '../controlplane/nodes/create-nodes.ts';
import { type Runtime, realRuntime, seededRuntime, yesterdaysMidnight } from '../core/runtime.ts';
import { printRef, type UnknownObject } from '../kube/object.ts';
import { kinds } from '../kube/types.ts';
import { components } from '../systems/components.ts';
import { systems } from '../systems/index.ts';
import { labelsOf } from '../systems/kubernetes/machines/node-labels.ts';
import { taintsOf } from '../systems/kubernetes/machines/node-taints.ts';
import { type Lab, labDefinition } from '../systems/lab.ts';
import type { NodeKind } from '../systems/node-kind.ts';
import type { Assumption, ControllerOptions, System } from '../systems/system.ts';
import { createCharts, kubernetesVersionOf } from './charts.ts';
import { clusterNetworks } from './cluster-networks.ts';
import { bootstrapObjects, type ChartOwners, installedBefore, placeUnowned } from './installed-before.ts';

/** What an embedded platform starts from. */
export interface PlatformInput {
  readonly lab?: Lab;
  /** Nodes where no lab names them: three when left out. */
  readonly nodes?: readonly NodeInput[];
  readonly runtime: Runtime;
  /** Milliseconds since the epoch. */
  readonly startTime: number;
  /** `by-objects`: a system acts when its workloads run. `assumed`: as if every system were installed from the start. */
  readonly installed: ControllerOptions['installed'];
  /** Whose what is assumed to be installed is: releases of the usual names when left out. */
  readonly chartOwners?: ChartOwners;
  readonly fetchSource: ControllerOptions['fetchSource'];
  /** Which controllers act, see {@link chooseControllers}; default all. */
  readonly controllers?: readonly string[];
  /** What answers for charts: their outlines when left out. */
  readonly charts?: ChartEngine;
  /** Values of named assumptions that differ from their defaults, by id. */
  readonly assumptions?: Readonly<Record<string, number | boolean | string>>;
}

/**
 * Time and chance for a proof: chance is repeatable, and time starts at yesterday's midnight (UTC), so that two runs on one day are
 * equal while certificates made in virtual time are valid for clients on the real clock.
 */
export function proofRuntime(): { readonly runtime: Runtime; readonly startTime: number } {
  const startTime = yesterdaysMidnight();
  return { runtime: seededRuntime({ start: startTime }), startTime };
}

/**
 * Time and chance for a platform that is kept up: it has lived for a while when it is handed over, and its clock shows the real time, by
 * which clients reckon how old things are.
 */
export function keptRuntime(seconds: number): { readonly runtime: Runtime; readonly startTime: number } {
  const startTime = (Math.floor(realRuntime().now() / 1000) - seconds) * 1000;
  return { runtime: seededRuntime({ start: startTime }), startTime };
}

/** Lets a platform live on in virtual time until its clock shows the real time. */
export async function catchUp(embedded: EmbeddedCluster, signal: AbortSignal): Promise<void> {
  const behind = (realRuntime().now() - embedded.now()) / 1000;
  if (behind > 0) await embedded.run({ until: () => signal.aborted, limitSeconds: behind });
}

/** Nodes when no lab says which: three on the default network. */
const defaultNodes: readonly NodeInput[] = [
  { name: 'node-1', address: '192.168.88.11', role: 'control-plane' },
  { name: 'node-2', address: '192.168.88.12', role: 'worker' },
  { name: 'node-3', address: '192.168.88.13', role: 'worker' },
];

/** Makes a cluster with its nodes, the CRDs that are there before anything is applied, and the controllers of all systems. */
export async function createPlatformCluster(input: PlatformInput): Promise<EmbeddedCluster> {
  const { lab } = input;
  const distribution = nodeKindOf(lab);
  const inputs = lab ? nodeInputs(lab, lab.nodes) : (input.nodes ?? defaultNodes);
  const networks = clusterNetworks(lab, inputs);
  const version = kubernetesVersionOf(lab);
  const kubeletVersion = distribution.printVersion?.(version) ?? `v${version}`;
  const embedded = createEmbeddedCluster({
    runtime: input.runtime,
    startTime: input.startTime,
    kubernetesVersion: kubeletVersion,
    serviceCidrs: networks.map(({ services }) => services),
  });
  const { cluster } = embedded;
  if (input.installed === 'assumed')
    for (const object of await installedBefore(input.chartOwners)) await placeUnowned(cluster, object);
  else for (const object of await bootstrapObjects()) await cluster.create(object);
  for (const object of distribution.crds ?? []) await cluster.create(object);
  for (const object of lab ? broughtBy(distribution, lab) : []) await cluster.create(object);
  const nodes = createNodes(inputs, {
    look: distribution.look,
    kubeletVersion,
    now: input.startTime,
    podCidrs: networks.map(({ pods }) => pods),
  });
  for (const node of nodes) await cluster.create(node);
  embedded.addWebhooks(
    systems.flatMap((system: System) => system.webhooks ?? []),
    input.installed ?? 'by-objects',
  );
  embedded.addControllers(await platformControllers(input));
  return embedded;
}

/** Lets machines bring what another lab of the same cluster says, and no longer what theirs said: their files are changed, and they start anew. */
export async function rebringMachines({ cluster }: EmbeddedCluster, old: Lab, now: Lab): Promise<void> {
  const [before, after] = [broughtBy(nodeKindOf(old), old), broughtBy(nodeKindOf(now), now)];
  const missing = (some: readonly UnknownObject[], others: readonly UnknownObject[]) =>
    some.filter((object) => !others.some((other) => printRef(other) === printRef(object)));
  for (const object of missing(before, after)) {
    const { name, namespace } = object.metadata;
    if (await cluster.get(object, name, namespace)) await cluster.delete(object, name, namespace);
  }
  for (const object of missing(after, before)) {
    const { name, namespace } = object.metadata;
    if (!(await cluster.get(object, name, namespace))) await cluster.create(object);
  }
}

/** What a distribution brings itself, given what the platform takes the place of. */
const broughtBy = ({ objects }: NodeKind, lab: Lab): readonly UnknownObject[] =>
  objects?.(lab, castRoles(lab, labDefinition.plan(lab), components).roles) ?? [];

/** Lets machines of a lab join a cluster that runs, by name. */
export async function joinNodes({ cluster }: EmbeddedCluster, lab: Lab, names: readonly string[]): Promise<void> {
  const distribution = nodeKindOf(lab);
  // Behind those that are there: the networks of their pods are taken.
  const ordered = [...lab.nodes].sort((a, b) => Number(names.includes(a.name)) - Number(names.includes(b.name)));
  const inputs = nodeInputs(lab, ordered);
  const version = kubernetesVersionOf(lab);
  const nodes = createNodes(inputs, {
    look: distribution.look,
    kubeletVersion: distribution.printVersion?.(version) ?? `v${version}`,
    now: cluster.now(),
    podCidrs: clusterNetworks(lab, inputs).map(({ pods }) => pods),
  });
  for (const node of nodes) if (names.includes(node.metadata.name)) await cluster.create(node);
}

/** Nodes of a lab as they join a cluster, with the disks that the lab gives them. */
function nodeInputs(lab: Lab, nodes: Lab['nodes']): readonly NodeInput[] {
  const { disks } = labDefinition.plan(lab);
  return nodes.map((node) => {
    const disk = disks.find((each) => each.node === node.name)?.size;
    return { ...node, labels: labelsOf(node), taints: taintsOf(lab, node), ...(disk !== undefined && { disk }) };
  });
}

/** What runs on the nodes of a lab; without a lab, what is usual. */
export const nodeKindOf = (lab: Pick<Lab, 'distribution'> | undefined): NodeKind =>
  systems.find(({ id, distribution }) => (lab ? id === lab.distribution.kind : distribution?.isUsual))
    ?.distribution ?? {
    look: {},
  };

/** The controllers of all systems, as if they had just been started. */
export async function platformControllers(input: PlatformInput): Promise<readonly Controller[]> {
  const options = controllerOptions(input);
  const controllers = await Promise.all(systems.map((system: System) => system.controllers?.(options) ?? []));
  return chooseControllers(controllers.flat(), input.controllers ?? ['*']);
}

function controllerOptions(input: PlatformInput): ControllerOptions {
  return {
    fetchSource: input.fetchSource,
    charts: input.charts ?? createCharts(),
    assumption: <T extends number | boolean | string>(assumed: Assumption & { value: T }): T =>
      (input.assumptions?.[assumed.id] as T | undefined) ?? assumed.value,
    installed: input.installed,
  };
}

/** Namespace in which Flux lives. */
export async function ensureNamespace(embedded: EmbeddedCluster, name: string): Promise<void> {
  const { cluster } = embedded;
  if (await cluster.get(kinds.Namespace, name)) return;
  await cluster.create({ ...kinds.Namespace, metadata: { name } });
}
