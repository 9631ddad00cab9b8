import type { Cluster } from '../cluster/cluster.ts';
import { whyNotReady } from '../controlplane/networking/explain-endpoints.ts';
import { isTrue } from '../kube/object.ts';
import { kinds, type Pod } from '../kube/types.ts';
import { undelivered } from './migrate-push.ts';

/** What is not ready of a platform that has settled, the pods first. */
export async function explainUnready(cluster: Cluster): Promise<readonly string[]> {
  const pods = await cluster.list<Pod>(kinds.Pod);
  const waiting = pods.filter((pod) => pod.status?.phase !== 'Succeeded' && !isTrue(pod, 'Ready'));
  return [
    ...waiting.map((pod) => `pod ${pod.metadata.namespace}/${pod.metadata.name} ${whyNotReady(pod)}`),
    ...(await undelivered(cluster)),
  ];
}
