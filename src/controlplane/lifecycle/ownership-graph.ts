import type { WatchEvent } from '../../cluster/cluster.ts';
import type { KindRef, OwnerReference } from '../../kube/object.ts';

/** An object as far as ownership goes. */
export interface GraphNode {
  readonly kind: KindRef;
  readonly namespace: string | undefined;
  readonly name: string;
  readonly uid: string;
  readonly owners: readonly OwnerReference[];
}

/** Who owns whom, over all kinds that are told to it (pkg/controller/garbagecollector/graph_builder.go). */
export interface OwnershipGraph {
  /** Takes an event in; returns the uids that need a look. */
  readonly apply: (event: WatchEvent) => readonly string[];
  readonly get: (uid: string) => GraphNode | undefined;
  /** The uids of the objects that name it as an owner. */
  readonly dependents: (uid: string) => readonly string[];
}

const none: readonly string[] = [];

export function createOwnershipGraph(): OwnershipGraph {
  const nodes = new Map<string, GraphNode>();
  const dependents = new Map<string, Set<string>>();

  const unlink = (node: GraphNode | undefined): void => {
    for (const { uid } of node?.owners ?? []) {
      const set = dependents.get(uid);
      set?.delete(node!.uid);
      if (set?.size === 0) dependents.delete(uid);
    }
  };
  const link = (node: GraphNode): void => {
    for (const { uid } of node.owners) {
      const set = dependents.get(uid);
      if (set) set.add(node.uid);
      else dependents.set(uid, new Set([node.uid]));
    }
  };

  const apply = ({ type, object }: WatchEvent): readonly string[] => {
    const { uid = '', name, namespace, ownerReferences, finalizers, deletionTimestamp } = object.metadata;
    const known = nodes.get(uid);
    if (type === 'DELETED') {
      nodes.delete(uid);
      unlink(known);
      // What it owned may have to go; what owned it may be waiting for it.
      const owned = dependents.get(uid);
      const waiting = (known?.owners ?? []).map((owner) => owner.uid);
      return owned || waiting.length > 0 ? [...(owned ?? []), ...waiting] : none;
    }
    const owners = ownerReferences ?? [];
    if (!known || known.owners !== owners) {
      unlink(known);
      const node = { kind: { apiVersion: object.apiVersion, kind: object.kind }, namespace, name, uid, owners };
      nodes.set(uid, node);
      link(node);
    }
    const held = deletionTimestamp !== undefined && (finalizers?.length ?? 0) > 0;
    const orphaned = owners.length > 0 && !owners.every((owner) => nodes.has(owner.uid));
    return held || orphaned ? [uid] : none;
  };

  return { apply, get: (uid) => nodes.get(uid), dependents: (uid) => [...(dependents.get(uid) ?? none)] };
}
