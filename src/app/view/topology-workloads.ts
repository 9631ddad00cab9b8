import type { ClusterReader } from '../../cluster/cluster.ts';
import { type EndpointSlice, kinds, type PersistentVolumeClaim, type Pod } from '../../kube/types.ts';
import type { ViewState } from './state.ts';
import type { Graph } from './topology-graph.ts';

/** `namespace/name` of what keeps a pod: of a ReplicaSet, what that was made for. */
export function workloadOf({ metadata }: Pod): string {
  const owner = metadata.ownerReferences?.find(({ controller }) => controller);
  const hash = metadata.labels?.['pod-template-hash'];
  const name = owner?.name ?? metadata.name;
  const made = hash !== undefined && name.endsWith(`-${hash}`) ? name.slice(0, -hash.length - 1) : name;
  return `${metadata.namespace}/${made}`;
}

/** Adds the pods behind the Services that are there, by what keeps them, and the volumes that they mount. */
export async function addWorkloads(graph: Graph, cluster: ClusterReader, pods: readonly Pod[]): Promise<void> {
  const byName = new Map(pods.map((pod) => [`${pod.metadata.namespace}/${pod.metadata.name}`, pod]));
  const claims = await cluster.list<PersistentVolumeClaim>(kinds.PersistentVolumeClaim);
  const serving = new Map<string, Set<Pod>>();
  for (const { metadata, endpoints } of await cluster.list<EndpointSlice>(kinds.EndpointSlice)) {
    const service = `service:${metadata.namespace}/${metadata.labels?.['kubernetes.io/service-name'] ?? ''}`;
    if (!graph.has(service)) continue;
    for (const { targetRef } of endpoints ?? []) {
      const pod = targetRef && byName.get(`${targetRef.namespace ?? metadata.namespace}/${targetRef.name}`);
      if (pod) serving.set(service, (serving.get(service) ?? new Set()).add(pod));
    }
  }
  for (const [service, own] of serving)
    for (const [workload, some] of byWorkload([...own])) {
      const id = addPods(graph, workload, some);
      graph.link({ from: service, to: id, link: 'leads' });
      for (const pod of some) addVolumes(graph, { id, pod, claims });
    }
}

function byWorkload(pods: readonly Pod[]): ReadonlyMap<string, readonly Pod[]> {
  const found = new Map<string, Pod[]>();
  for (const pod of pods) found.set(workloadOf(pod), [...(found.get(workloadOf(pod)) ?? []), pod]);
  return found;
}

function addPods(graph: Graph, workload: string, pods: readonly Pod[]): string {
  const on = [...new Set(pods.flatMap(({ spec }) => spec.nodeName ?? []))].sort();
  const images = [...new Set(pods.flatMap(({ spec }) => spec.containers.map(({ image }) => image ?? '')))];
  return graph.add({
    kind: 'pod',
    label: workload,
    group: workload.split('/')[0] ?? '',
    detail: pods.length === 1 ? '1 pod' : `${pods.length} pods`,
    state: pods.every(isReady) ? 'fine' : 'wrong',
    facts: [
      ['on', on.join(', ')],
      ['image', images.join(', ')],
    ],
  });
}

const isReady = ({ status }: Pod): boolean =>
  status?.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True') === true;

interface Mounting {
  readonly id: string;
  readonly pod: Pod;
  readonly claims: readonly PersistentVolumeClaim[];
}

function addVolumes(graph: Graph, { id, pod, claims }: Mounting): void {
  for (const { persistentVolumeClaim } of pod.spec.volumes ?? []) {
    if (!persistentVolumeClaim) continue;
    const { claimName } = persistentVolumeClaim;
    const { namespace } = pod.metadata;
    const claim = claims.find(({ metadata }) => metadata.name === claimName && metadata.namespace === namespace);
    const to = graph.add({
      kind: 'volume',
      label: `${namespace}/${claimName}`,
      group: namespace ?? '',
      detail: claim?.spec?.storageClassName ?? '',
      state: volumeState(claim),
      facts: [
        ['size', String(claim?.spec?.resources?.requests?.storage ?? '')],
        ['class', claim?.spec?.storageClassName ?? ''],
        ['access', (claim?.spec?.accessModes ?? []).join(', ')],
      ],
    });
    graph.link({ from: id, to, link: 'mounts' });
  }
}

const volumeState = (claim: PersistentVolumeClaim | undefined): ViewState =>
  claim === undefined ? 'wrong' : claim.status?.phase === 'Bound' ? 'fine' : 'none';
