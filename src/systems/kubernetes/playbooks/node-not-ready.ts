import { conditionOf, printRef } from '../../../kube/object.ts';
import { kinds, type Node, type Pod } from '../../../kube/types.ts';
import type { Cause, Playbook } from '../../../operate/diagnose/playbook.ts';

function causeOf(node: Node): Cause {
  const { name } = node.metadata;
  const ready = conditionOf(node, 'Ready');
  const evidence = [`Ready ${ready?.status}: ${ready?.reason}: ${ready?.message}`];
  if (ready?.status === 'Unknown')
    return {
      likelihood: 'likely',
      cause: 'the machine is off, cut off, or its kubelet has ended',
      evidence: [...evidence, `since ${ready.lastTransitionTime ?? 'an unknown time'}`],
      fix: 'look whether it answers; start it, or its kubelet (k3s: `systemctl status k3s` or `k3s-agent`; Talos: `talosctl service kubelet`)',
      commands: [`kubectl describe node ${name}`],
    };
  const isNetwork = /network plugin|cni/i.test(ready?.message ?? '');
  return {
    likelihood: 'certain',
    cause: isNetwork ? 'no network plugin is set up on it' : `its kubelet says: ${ready?.message ?? 'nothing'}`,
    evidence,
    fix: isNetwork ? 'look at the pods of the network plugin on this node' : 'read the log of the kubelet on the node',
    commands: [`kubectl get pods -A --field-selector spec.nodeName=${name}`],
  };
}

const node = (status: string, reason: string, message: string) => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name: 'node-2' },
  status: { conditions: [{ type: 'Ready', status, reason, message, lastTransitionTime: '2026-01-01T11:00:00Z' }] },
});

/** A node that is not ready, and the pods that are on it. */
export const nodeNotReady: Playbook = {
  id: 'node-not-ready',
  symptom: 'A node is NotReady, and what runs on it with it.',
  why: 'a node whose kubelet renews no lease for the grace period becomes Unknown, and its pods are taken off after their toleration, 300 s by default (kubernetes pkg/controller/nodelifecycle/node_lifecycle_controller.go)',
  reads: [],
  diagnose: (seen) =>
    seen
      .list<Node>(kinds.Node)
      .filter((each) => {
        const ready = conditionOf(each, 'Ready');
        return ready !== undefined && ready.status !== 'True';
      })
      .flatMap((each) => [
        { object: printRef(each), shows: 'is not ready', causes: [causeOf(each)] as const },
        ...seen
          .list<Pod>(kinds.Pod)
          .filter(({ spec }) => spec.nodeName === each.metadata.name)
          .map((pod) => ({
            object: printRef(pod),
            shows: `is on ${each.metadata.name}`,
            causes: [
              {
                likelihood: 'certain' as const,
                cause: `${each.metadata.name} is not ready`,
                evidence: [],
                fix: 'bring the node back',
                at: printRef(each),
              },
            ] as const,
          })),
      ]),
  examples: {
    healthy: [{ objects: [node('True', 'KubeletReady', 'kubelet is posting ready status')] }],
    ill: [
      { objects: [node('Unknown', 'NodeStatusUnknown', 'Kubelet stopped posting node status.')] },
      {
        objects: [
          node(
            'False',
            'KubeletNotReady',
            'container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized',
          ),
        ],
      },
    ],
  },
};
