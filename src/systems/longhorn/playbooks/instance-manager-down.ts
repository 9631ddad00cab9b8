import { printRef } from '../../../kube/object.ts';
import { kinds, type Pod } from '../../../kube/types.ts';
import { exampleNode, exampleObject, examplePod } from '../../../operate/diagnose/example-parts.ts';
import type { Cause, Playbook } from '../../../operate/diagnose/playbook.ts';
import type { SeenCluster } from '../../../operate/diagnose/seen-cluster.ts';
import { isPodReady, podState } from '../../../operate/diagnose/workloads.ts';
import { type InstanceManager, longhornKinds } from '../objects.ts';
import { lostNode } from '../rule-seen.ts';

function causeOf(manager: InstanceManager, seen: SeenCluster): Cause {
  const { name, namespace } = manager.metadata;
  const evidence = [`${printRef(manager)}: ${manager.status?.currentState}`];
  const lost = lostNode(manager.spec?.nodeID ? [manager.spec.nodeID] : [], seen);
  if (lost)
    return {
      likelihood: 'certain',
      cause: `${lost.ref} is ${lost.gone ? 'gone' : 'not ready'}`,
      evidence,
      fix: lost.gone ? 'delete the node in Longhorn, too' : 'bring the node back',
      ...(!lost.gone && { at: lost.ref }),
    };
  const pod = seen.find<Pod>(kinds.Pod, name, namespace);
  if (pod && !isPodReady(pod))
    return {
      likelihood: 'certain',
      cause: 'its pod is not ready',
      evidence: [...evidence, `${printRef(pod)}: ${podState(pod)}`],
      fix: 'mend the pod',
      at: printRef(pod),
    };
  return {
    likelihood: 'likely',
    cause: 'its processes have ended: the node ran out of memory or processor time, or its pod was deleted',
    evidence,
    fix: 'it is made anew by itself; give it more processor time (setting guaranteed-instance-manager-cpu)',
    commands: [`kubectl -n ${namespace} describe pod ${name}`],
  };
}

const manager = (currentState: string) =>
  exampleObject('longhorn.io/v1beta2', 'InstanceManager/longhorn-system/instance-manager-1', {
    spec: { nodeID: 'node-1', type: 'aio', dataEngine: 'v1' },
    status: { currentState },
  });
const node = exampleNode('node-1', '192.0.2.1');

/** What runs engines and replicas on a node, in error. */
export const instanceManagerDown: Playbook = {
  id: 'instance-manager-down',
  symptom: 'Volumes of a node are cut off: the instance manager of Longhorn there is in error.',
  why: 'engines and replicas are processes in the instance manager of their node, and end with it (longhorn-manager controller/instance_manager_controller.go)',
  reads: [longhornKinds.InstanceManager],
  diagnose: (seen) =>
    seen
      .list<InstanceManager>(longhornKinds.InstanceManager)
      .filter(
        ({ status, metadata }) => !metadata.deletionTimestamp && /^(error|unknown)$/.test(status?.currentState ?? ''),
      )
      .map((each) => ({
        object: printRef(each),
        shows: `does not run on ${each.spec?.nodeID}: its volumes are cut off`,
        causes: [causeOf(each, seen)],
      })),
  examples: {
    healthy: [{ objects: [manager('running'), node] }, { objects: [manager('stopped'), node] }],
    ill: [
      { objects: [manager('error'), node] },
      {
        objects: [
          manager('error'),
          node,
          examplePod('longhorn-system/instance-manager-1', { app: 'im' }, { ready: false }),
        ],
      },
    ],
  },
};
