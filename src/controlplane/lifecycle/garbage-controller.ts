import type { Cluster, WatchEvent } from '../../cluster/cluster.ts';
import type { Controller, ControllerContext, Request } from '../../cluster/controller.ts';
import { isReason } from '../../cluster/status-error.ts';
import type { KindRef, KubeObject, OwnerReference, UnknownObject } from '../../kube/object.ts';
import { kinds } from '../../kube/types.ts';
import {
  awaitsDependents,
  foregroundFinalizer,
  judge,
  type OwnerState,
  orphanFinalizer,
  orphansDependents,
  type Propagation,
} from './garbage.ts';
import { createOwnershipGraph, type GraphNode, type OwnershipGraph } from './ownership-graph.ts';

/** Written often and owned by nobody. */
const ignored: ReadonlySet<string> = new Set(['Event', 'Lease']);

/** pkg/controller/garbagecollector: deletes what has lost its owners, in the background, in the foreground, or not at all. */
export function garbageController(): Controller {
  const graph = createOwnershipGraph();
  const watched = new Map<string, () => void>();
  let wake: (request: Request) => void = () => undefined;
  const follow = async (cluster: Cluster): Promise<void> => {
    for (const { group, version, kind } of await cluster.resources()) {
      const apiVersion = group ? `${group}/${version}` : version;
      const key = `${group}/${kind}`;
      if (ignored.has(kind) || watched.has(key)) continue;
      const onEvent = (event: WatchEvent): void => {
        for (const uid of graph.apply(event)) wake({ namespace: '', name: uid });
      };
      // A watch that is lost is begun anew when next the served kinds are looked at.
      const onEnd = (): void => void watched.delete(key);
      watched.set(key, cluster.watch({ apiVersion, kind }, onEvent, { onError: () => undefined, onEnd }));
    }
  };
  return {
    id: 'kubernetes/garbage-collector',
    start: async ({ cluster }, enqueue) => {
      wake = enqueue;
      await follow(cluster);
      return () => {
        for (const stop of watched.values()) stop();
      };
    },
    watches: [
      {
        kind: kinds.CustomResourceDefinition,
        requests: async (_event, cluster) => {
          await follow(cluster);
          return [];
        },
      },
    ],
    reconcile: async ({ name }, context) => {
      const node = graph.get(name);
      if (node) await collect(node, graph, context);
      return undefined;
    },
  };
}

const fetch = async (
  { kind, name, namespace, uid }: GraphNode,
  cluster: Cluster,
): Promise<UnknownObject | undefined> => {
  const object = await cluster.get<UnknownObject>(kind, name, namespace);
  return object?.metadata.uid === uid ? object : undefined;
};

async function collect(node: GraphNode, graph: OwnershipGraph, context: ControllerContext): Promise<void> {
  const { cluster } = context;
  const object = await fetch(node, cluster);
  if (!object) return;
  if (orphansDependents(object)) return orphan(object, node, graph, cluster);
  if (awaitsDependents(object)) return deleteDependents(object, node, graph, cluster);
  if (object.metadata.deletionTimestamp === undefined) await judgeAndAct(object, node, graph, cluster);
}

async function judgeAndAct(
  object: UnknownObject,
  node: GraphNode,
  graph: OwnershipGraph,
  cluster: Cluster,
): Promise<void> {
  const states = new Map<OwnerReference, OwnerState>();
  for (const owner of object.metadata.ownerReferences ?? [])
    states.set(owner, await stateOf(owner, object, graph, cluster));
  const verdict = judge(object, (owner) => states.get(owner) ?? 'dangling', graph.dependents(node.uid).length > 0);
  if (verdict.act === 'release') await setOwners(object, node.kind, verdict.owners, cluster);
  if (verdict.act === 'delete') await remove(node, verdict.propagation, cluster);
}

/** Whether the owner is there: the graph knows most, the API decides. */
async function stateOf(
  owner: OwnerReference,
  object: KubeObject,
  graph: OwnershipGraph,
  cluster: Cluster,
): Promise<OwnerState> {
  const known = graph.get(owner.uid);
  const kind: KindRef = { apiVersion: owner.apiVersion, kind: owner.kind };
  const place = known ?? { kind, name: owner.name, namespace: object.metadata.namespace, uid: owner.uid, owners: [] };
  try {
    const found = await fetch(place, cluster);
    if (!found) return 'dangling';
    return awaitsDependents(found) ? 'waiting' : 'solid';
  } catch (error) {
    // A kind that is not served: nobody can tell whether the owner exists.
    if (isReason(error, 'NotFound')) return 'solid';
    throw error;
  }
}

async function deleteDependents(
  object: UnknownObject,
  node: GraphNode,
  graph: OwnershipGraph,
  cluster: Cluster,
): Promise<void> {
  let blocked = false;
  for (const uid of graph.dependents(node.uid)) {
    const dependent = graph.get(uid);
    const found = dependent && (await fetch(dependent, cluster));
    if (!found) continue;
    const blocks = found.metadata.ownerReferences?.some((owner) => owner.uid === node.uid && owner.blockOwnerDeletion);
    blocked ||= blocks === true;
    if (found.metadata.deletionTimestamp === undefined) await judgeAndAct(found, dependent, graph, cluster);
  }
  if (blocked) return;
  await dropFinalizer(object, foregroundFinalizer, cluster);
}

async function orphan(object: UnknownObject, node: GraphNode, graph: OwnershipGraph, cluster: Cluster): Promise<void> {
  for (const uid of graph.dependents(node.uid)) {
    const dependent = graph.get(uid);
    const found = dependent && (await fetch(dependent, cluster));
    const owners = found?.metadata.ownerReferences?.filter((owner) => owner.uid !== node.uid);
    if (found && owners) await setOwners(found, dependent.kind, owners, cluster);
  }
  await dropFinalizer(object, orphanFinalizer, cluster);
}

async function setOwners(
  { metadata }: KubeObject,
  kind: KindRef,
  ownerReferences: readonly OwnerReference[],
  cluster: Cluster,
): Promise<void> {
  const owners = ownerReferences.map((owner) => ({ ...owner }));
  const body = { metadata: { ownerReferences: owners.length > 0 ? owners : null, uid: metadata.uid ?? null } };
  await cluster.patch(kind, metadata.name, metadata.namespace, { type: 'merge', body });
}

const dropFinalizer = async (object: UnknownObject, finalizer: string, cluster: Cluster): Promise<void> => {
  const finalizers = object.metadata.finalizers?.filter((other) => other !== finalizer);
  await cluster.update({ ...object, metadata: { ...object.metadata, finalizers } });
};

async function remove(
  { kind, name, namespace, uid }: GraphNode,
  propagationPolicy: Propagation,
  cluster: Cluster,
): Promise<void> {
  try {
    await cluster.delete(kind, name, namespace, { propagationPolicy, preconditions: { uid } });
  } catch (error) {
    if (!isReason(error, 'NotFound') && !isReason(error, 'Conflict')) throw error;
  }
}
