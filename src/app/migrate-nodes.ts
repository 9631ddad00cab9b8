import type { Cluster } from '../cluster/cluster.ts';
import type { EmbeddedCluster } from '../cluster/embedded/contract.ts';
import type { NodeMarks } from '../compose/migration/step.ts';
import { kinds, type Node, type Pod } from '../kube/types.ts';

/** Virtual seconds until pods that were sent away are gone. */
const emptying = 60;

/** Sends all pods but those of DaemonSets away from a node, on which no new one starts; false where there is no such node. */
async function drain({ cluster, run }: EmbeddedCluster, name: string): Promise<boolean> {
  if (!(await cluster.get<Node>(kinds.Node, name))) return false;
  await cluster.patch(kinds.Node, name, undefined, { type: 'merge', body: { spec: { unschedulable: true } } });
  const pods = await cluster.list<Pod>(kinds.Pod, { fieldSelector: `spec.nodeName=${name}` });
  const moving = pods.filter(({ metadata }) => !metadata.ownerReferences?.some(({ kind }) => kind === 'DaemonSet'));
  for (const { metadata } of moving) await cluster.delete(kinds.Pod, metadata.name, metadata.namespace);
  await run({ limitSeconds: emptying });
  return true;
}

/** Takes a node out of the cluster, empty. */
export async function leaveCluster(embedded: EmbeddedCluster, name: string): Promise<void> {
  if (await drain(embedded, name)) await embedded.cluster.delete(kinds.Node, name);
}

/** Empties a node, lets it come back, with a kubelet of another version where one is named, and lets pods come to it again. */
export async function renewNode(embedded: EmbeddedCluster, name: string, kubelet: string | undefined): Promise<void> {
  if (!(await drain(embedded, name))) return;
  const { cluster } = embedded;
  if (kubelet !== undefined) await setVersion(cluster, name, kubelet.replace(/^v?/, 'v'));
  await cluster.patch(kinds.Node, name, undefined, { type: 'merge', body: { spec: { unschedulable: null } } });
}

async function setVersion(cluster: Cluster, name: string, version: string): Promise<void> {
  const node = await cluster.get<Node>(kinds.Node, name);
  if (!node) return;
  const nodeInfo = { ...node.status?.nodeInfo, kubeletVersion: version, kubeProxyVersion: version };
  await cluster.update({ ...node, status: { ...node.status, nodeInfo } } as Node, { subresource: 'status' });
}

/** Changes labels and taints of a node, as kubectl does. */
export async function markNode({ cluster }: EmbeddedCluster, name: string, marks: NodeMarks): Promise<void> {
  const node = await cluster.get<Node>(kinds.Node, name);
  if (!node) return;
  const isOf = (some: NodeMarks['added']) => (taint: { readonly key: string; readonly effect: string }) =>
    some.some(({ key, effect }) => key === taint.key && effect === taint.effect);
  const kept = (node.spec?.taints ?? []).filter((taint) => !isOf(marks.removed)(taint) && !isOf(marks.added)(taint));
  const body = { metadata: { labels: marks.labels }, spec: { taints: [...kept, ...marks.added] } };
  await cluster.patch(kinds.Node, name, undefined, { type: 'merge', body: body as never });
}
