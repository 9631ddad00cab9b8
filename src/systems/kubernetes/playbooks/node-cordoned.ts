import { printRef } from '../../../kube/object.ts';
import { kinds, type Node } from '../../../kube/types.ts';
import { exampleOf } from '../../../operate/diagnose/example-objects.ts';
import type { Playbook } from '../../../operate/diagnose/playbook.ts';

/** Set by the control plane when the field is, with the time (nodelifecycle controller). */
const taintKey = 'node.kubernetes.io/unschedulable';

const node = (unschedulable: boolean) =>
  exampleOf(['v1', 'Node'], 'node-2', {
    spec: {
      ...(unschedulable
        ? { unschedulable, taints: [{ key: taintKey, effect: 'NoSchedule', timeAdded: '2026-01-01T09:00:00Z' }] }
        : {}),
    },
  });

/** A node that takes no new pods since someone said so. */
export const nodeCordoned: Playbook = {
  id: 'node-cordoned',
  symptom: 'A node is SchedulingDisabled: what runs on it goes on, and nothing new comes to it.',
  why: 'kubectl cordon and drain set spec.unschedulable, and only uncordon takes it back: a restart of the node does not (kubernetes staging/src/k8s.io/kubectl/pkg/drain/cordon.go)',
  reads: [],
  diagnose: (seen) =>
    seen
      .list<Node>(kinds.Node)
      .filter(({ spec }) => spec?.unschedulable)
      .map((each) => {
        const at = each.spec?.taints?.find(({ key }) => key === taintKey)?.timeAdded;
        return {
          object: printRef(each),
          shows: 'takes no new pods',
          severity: 'warning' as const,
          causes: [
            {
              likelihood: 'certain' as const,
              cause: 'it was cordoned or drained, and not let in again',
              evidence: [`spec.unschedulable: true${at ? `, since ${at}` : ''}`],
              fix: 'let it take pods again when its maintenance is over',
              commands: [`kubectl uncordon ${each.metadata.name}`],
            },
          ] as const,
        };
      }),
  examples: { healthy: [{ objects: [node(false)] }], ill: [{ objects: [node(true)] }] },
};
