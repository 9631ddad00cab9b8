import { conditionOf, isTrue, printRef, type UnknownObject } from '../../kube/object.ts';
import { kinds, type Node } from '../../kube/types.ts';
import { exampleObject } from '../../operate/diagnose/example-parts.ts';
import type { SeenCluster } from '../../operate/diagnose/seen-cluster.ts';
import { longhornKinds, type Replica, type Volume } from './objects.ts';

/** Replicas of all volumes, by the name of the volume. */
export function replicasByVolume(seen: SeenCluster): ReadonlyMap<string, readonly Replica[]> {
  const found = new Map<string, Replica[]>();
  for (const replica of seen.list<Replica>(longhornKinds.Replica)) {
    const name = replica.spec?.volumeName ?? '';
    const own = found.get(name);
    if (own) own.push(replica);
    else found.set(name, [replica]);
  }
  return found;
}

/** `Node/name` of the first of these nodes that is there and not ready, or not there any more. */
export function lostNode(names: readonly string[], seen: SeenCluster): { ref: string; gone: boolean } | undefined {
  for (const name of names) {
    const node = seen.find<Node>(kinds.Node, name);
    if (!node) return { ref: `Node/${name}`, gone: true };
    if (conditionOf(node, 'Ready') && !isTrue(node, 'Ready')) return { ref: printRef(node), gone: false };
  }
  return undefined;
}

/** Nodes on which replicas have failed. */
export const failedOn = (replicas: readonly Replica[]): readonly string[] => [
  ...new Set(replicas.filter(({ spec }) => spec?.failedAt).flatMap(({ spec }) => spec?.nodeID || [])),
];

/** What a person knows a volume by: its claim, where it has one. */
export const claimOf = ({ metadata, status }: Volume): string => {
  const { namespace, pvcName } = status?.kubernetesStatus ?? {};
  return pvcName ? `claim ${namespace}/${pvcName}` : `volume ${metadata.name}`;
};

/** A volume with a status, for the examples of playbooks. */
export const exampleVolume = (status: object): UnknownObject =>
  exampleObject('longhorn.io/v1beta2', 'Volume/longhorn-system/pvc-1', {
    spec: { numberOfReplicas: 2, size: '1073741824', frontend: 'blockdev' },
    status: { kubernetesStatus: { namespace: 'apps', pvcName: 'data' }, ...status },
  });

/** A replica of that volume on a node. */
export const exampleReplica = (nodeID: string, failedAt = ''): UnknownObject =>
  exampleObject('longhorn.io/v1beta2', `Replica/longhorn-system/pvc-1-${nodeID}`, {
    spec: { volumeName: 'pvc-1', nodeID, failedAt },
  });
