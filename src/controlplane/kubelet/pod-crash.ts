import type { Cluster } from '../../cluster/cluster.ts';
import { kinds, type Pod } from '../../kube/types.ts';

/** The annotation by which the processes of a pod of an embedded cluster end: how often they have been started anew after it. */
const crashAnnotation = 'gatehouse.dev/crash';

const restartsOf = ({ status }: Pod): number =>
  Math.max(0, ...(status?.containerStatuses ?? []).map(({ restartCount }) => Number(restartCount)));

/** Lets all processes of a pod end at once, as a crash or the kernel's killer of what takes too much memory would. */
export async function crashPod(cluster: Cluster, { metadata }: Pod): Promise<void> {
  const pod = await cluster.get<Pod>(kinds.Pod, metadata.name, metadata.namespace);
  if (!pod) return;
  const body = { metadata: { annotations: { [crashAnnotation]: String(restartsOf(pod) + 1) } } };
  await cluster.patch(kinds.Pod, metadata.name, metadata.namespace, { type: 'merge', body });
}

/** Whether the processes of a pod have ended and its kubelet has not seen it yet: nobody listens, though the pod says it is ready. */
export const hasCrashed = (pod: Pod): boolean =>
  Number(pod.metadata.annotations?.[crashAnnotation] ?? 0) > restartsOf(pod);
