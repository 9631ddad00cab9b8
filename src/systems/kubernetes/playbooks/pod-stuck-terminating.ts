import { conditionOf, printRef } from '../../../kube/object.ts';
import { kinds, type Node, type Pod } from '../../../kube/types.ts';
import { isSettled } from '../../../operate/diagnose/ages.ts';
import { exampleOf, examplePodOf } from '../../../operate/diagnose/example-objects.ts';
import type { Cause, Playbook } from '../../../operate/diagnose/playbook.ts';
import type { SeenCluster } from '../../../operate/diagnose/seen-cluster.ts';

function causeOf(pod: Pod, seen: SeenCluster): Cause {
  const { name, namespace, deletionTimestamp, finalizers = [] } = pod.metadata;
  const { nodeName } = pod.spec;
  const evidence = [`should have been gone by ${deletionTimestamp}`];
  const force = `kubectl -n ${namespace} delete pod ${name} --grace-period=0 --force`;
  const node = nodeName === undefined ? undefined : seen.find<Node>(kinds.Node, nodeName);
  if (node && conditionOf(node, 'Ready') && conditionOf(node, 'Ready')?.status !== 'True')
    return {
      likelihood: 'certain',
      cause: `its node ${nodeName} does not answer, and only the node can tell that the pod has ended`,
      evidence: [...evidence, `${nodeName}: Ready ${conditionOf(node, 'Ready')?.status}`],
      fix: `bring the node back; if it is off for good: kubectl taint node ${nodeName} node.kubernetes.io/out-of-service=nodeshutdown:NoExecute frees its pods and volumes`,
      commands: [`kubectl get node ${nodeName}`],
      at: printRef(node),
    };
  if (finalizers.length > 0)
    return {
      likelihood: 'certain',
      cause: `it waits for who set its finalizer ${finalizers[0]}`,
      evidence: [...evidence, `finalizers: ${finalizers.join(', ')}`],
      fix: 'look at the controller that sets it; if that is gone for good, take the finalizer away',
      commands: [`kubectl -n ${namespace} patch pod ${name} --type merge -p '{"metadata":{"finalizers":null}}'`],
    };
  const failed = seen
    .events(pod)
    .find(({ reason }) => /^(FailedKillPod|FailedUnmount|FailedUnMount)$/.test(reason ?? ''));
  return {
    likelihood: failed ? 'likely' : 'possible',
    cause: failed
      ? 'its node cannot end it or let go of its volumes'
      : 'its node cannot end it: a process or a mount hangs, such as of an NFS server that is gone',
    evidence: [...evidence, ...(failed?.message ? [failed.message] : [])],
    fix: 'look at the log of the kubelet; restart the node before the pod is removed by force, or two of it may write to one volume',
    commands: [`kubectl -n ${namespace} describe pod ${name}`, force],
  };
}

const gone = (metadata: object, deletionTimestamp = '2026-01-01T11:30:00Z') =>
  examplePodOf(
    { state: { running: { startedAt: '2026-01-01T08:00:00Z' } }, ready: true },
    { metadata: { deletionTimestamp, ...metadata }, spec: { nodeName: 'node-2' } },
  );
const dead = exampleOf(['v1', 'Node'], 'node-2', {
  status: { conditions: [{ type: 'Ready', status: 'Unknown', reason: 'NodeStatusUnknown' }] },
});

/** A pod that was deleted, and is there still. */
export const podStuckTerminating: Playbook = {
  id: 'pod-stuck-terminating',
  symptom: 'A pod stays Terminating.',
  why: 'a deleted pod goes when its kubelet has ended it and every finalizer is taken away (kubernetes pkg/kubelet/kubelet_pods.go, pkg/registry/core/pod/strategy.go)',
  reads: [],
  diagnose: (seen) =>
    seen
      .list<Pod>(kinds.Pod)
      // The time of deletion is that of the end of the grace period.
      .filter(({ metadata }) => metadata.deletionTimestamp !== undefined && isSettled(seen, metadata.deletionTimestamp))
      .map((pod) => ({ object: printRef(pod), shows: 'does not go away', causes: [causeOf(pod, seen)] as const })),
  examples: {
    healthy: [{ objects: [gone({}, '2026-01-01T12:00:20Z')] }],
    ill: [
      { objects: [gone({ finalizers: ['example.org/hold'] })] },
      { objects: [gone({}), dead] },
      { objects: [gone({})] },
    ],
  },
};
