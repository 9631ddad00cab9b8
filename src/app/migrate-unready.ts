import type { Cluster } from '../cluster/cluster.ts';
import { whyNotReady } from '../controlplane/networking/explain-endpoints.ts';
import { isTrue, printRef } from '../kube/object.ts';
import { kinds, type Pod } from '../kube/types.ts';
import { undelivered } from './migrate-push.ts';
import type { Trouble } from './migrate-report.ts';

/** What is not ready of a platform that has settled, the pods first. */
export async function explainUnready(cluster: Cluster): Promise<readonly string[]> {
  const pods = await cluster.list<Pod>(kinds.Pod);
  const waiting = pods.filter((pod) => pod.status?.phase !== 'Succeeded' && !isTrue(pod, 'Ready'));
  return [
    ...waiting.map((pod) => `pod ${pod.metadata.namespace}/${pod.metadata.name} ${whyNotReady(pod)}`),
    ...(await undelivered(cluster)),
  ];
}

/** What was said of objects that are still there and not well, the first time for each reason: what passed by itself is no trouble. */
export async function lastingTroubles(cluster: Cluster, troubles: readonly Trouble[]): Promise<readonly Trouble[]> {
  const pods = await cluster.list<Pod>(kinds.Pod);
  const well = new Set(pods.filter((pod) => isTrue(pod, 'Ready')).map(printRef));
  const there = new Set(pods.map(printRef));
  const found = new Map<string, Trouble>();
  for (const trouble of troubles) {
    if (trouble.object.startsWith('Pod/') && (well.has(trouble.object) || !there.has(trouble.object))) continue;
    const key = `${trouble.reason} ${trouble.object}`;
    if (!found.has(key)) found.set(key, trouble);
  }
  return [...found.values()];
}
