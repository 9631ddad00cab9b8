import type { Cluster } from '../../../cluster/cluster.ts';
import type { Controller } from '../../../cluster/controller.ts';
import { isReason } from '../../../cluster/status-error.ts';
import { controllerOf } from '../../../controlplane/kit/ownership.ts';
import { compileSelector } from '../../../kube/selector.ts';
import { kinds, type Node, type Pod, type PodDisruptionBudget } from '../../../kube/types.ts';
import type { Fault, FaultTarget } from '../../fault.ts';
import { nodesUnknown } from '../machines/lost-machines.ts';

/** Seconds until kubectl tries again what a budget has refused. */
const retrySeconds = 5;

/** Somebody empties a node with `kubectl drain --ignore-daemonsets --delete-emptydir-data`. */
export const nodeDrained: Fault = {
  id: 'node-drained',
  summary: 'a node is drained (kubectl drain), as before an upgrade',
  short: 'drain',
  notices:
    'kubectl evicts all pods at once, but for those of DaemonSets; what a disruption budget refuses is tried again each 5 s',
  upstream: 'kubernetes staging/src/k8s.io/kubectl/pkg/drain/drain.go',
  find: async ({ cluster, nodesAssumed }) => {
    if (nodesAssumed) return nodesUnknown;
    const nodes = await cluster.list<Node>(kinds.Node);
    return { targets: nodes.map(({ metadata }) => drainOf(metadata.name)) };
  },
};

const drainOf = (node: string): FaultTarget => ({
  name: node,
  strike: async (cluster) => {
    await cluster.patch(kinds.Node, node, undefined, { type: 'merge', body: { spec: { unschedulable: true } } });
  },
  actor: () => drainController(node),
  remarks: async (cluster) => {
    const left = await evictable(cluster, node);
    const names = left.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`).join(', ');
    return left.length === 0 ? [] : [`the drain of ${node} does not end: a disruption budget keeps ${names}`];
  },
});

function drainController(node: string): Controller {
  const request = { namespace: '', name: node };
  return {
    id: 'drill/drain',
    watches: [{ kind: kinds.Node, requests: ({ object }) => (object.metadata.name === node ? [request] : []) }],
    reconcile: async (_, { cluster }) => {
      const spent = new Set<string>();
      for (const pod of await evictable(cluster, node)) {
        const budgets = await budgetsOf(cluster, pod);
        const isFree = ({ metadata, status }: PodDisruptionBudget) =>
          Number(status?.disruptionsAllowed ?? 0) > 0 && !spent.has(metadata.uid ?? '');
        if (!budgets.every(isFree)) continue;
        for (const { metadata } of budgets) spent.add(metadata.uid ?? '');
        await remove(cluster, pod);
      }
      return (await evictable(cluster, node)).length > 0 ? { requeueAfter: retrySeconds } : undefined;
    },
  };
}

async function remove(cluster: Cluster, { metadata }: Pod): Promise<void> {
  try {
    await cluster.delete(kinds.Pod, metadata.name, metadata.namespace);
  } catch (error) {
    if (!isReason(error, 'NotFound')) throw error;
  }
}

async function evictable(cluster: Cluster, node: string): Promise<readonly Pod[]> {
  const pods = await cluster.list<Pod>(kinds.Pod, { fieldSelector: `spec.nodeName=${node}` });
  return pods.filter(
    (pod) =>
      pod.metadata.deletionTimestamp === undefined &&
      !['Succeeded', 'Failed'].includes(pod.status?.phase ?? '') &&
      controllerOf(pod)?.kind !== 'DaemonSet' &&
      pod.metadata.annotations?.['kubernetes.io/config.mirror'] === undefined,
  );
}

async function budgetsOf(cluster: Cluster, pod: Pod): Promise<readonly PodDisruptionBudget[]> {
  const budgets = await cluster.list<PodDisruptionBudget>(kinds.PodDisruptionBudget, {
    namespace: pod.metadata.namespace,
  });
  return budgets.filter(({ spec }) => {
    const compiled = compileSelector(spec?.selector ?? {});
    return !('error' in compiled) && compiled.matches(pod.metadata.labels);
  });
}
