import { printRef } from '../../../kube/object.ts';
import { kinds, type Pod } from '../../../kube/types.ts';
import { exampleNode } from '../../../operate/diagnose/example-parts.ts';
import type { Cause, Playbook, Symptom } from '../../../operate/diagnose/playbook.ts';
import type { SeenCluster } from '../../../operate/diagnose/seen-cluster.ts';
import { isPodReady } from '../../../operate/diagnose/workloads.ts';
import { longhornKinds, type Replica, type Volume } from '../objects.ts';
import { claimOf, exampleReplica, exampleVolume, failedOn, lostNode, replicasByVolume } from '../rule-seen.ts';

function causeOf(volume: Volume, replicas: readonly Replica[], seen: SeenCluster): Cause {
  const nodes = failedOn(replicas);
  const lost = lostNode(nodes, seen);
  const evidence = [
    `${printRef(volume)}: robustness faulted, state ${volume.status?.state}`,
    ...nodes.map((node) => `its copy on ${node} has failed`),
  ];
  const commands = [
    `kubectl -n ${volume.metadata.namespace} get replicas.longhorn.io -l longhornvolume=${volume.metadata.name}`,
  ];
  if (lost)
    return {
      likelihood: 'certain',
      cause: `no copy is left that works, and ${lost.ref} with one of them is ${lost.gone ? 'gone' : 'not ready'}`,
      evidence,
      fix: lost.gone
        ? 'restore the newest backup into a new volume'
        : 'bring the node back: its copy comes up by itself',
      commands,
      ...(!lost.gone && { at: lost.ref }),
    };
  return {
    likelihood: 'likely',
    cause: 'all copies have failed, by a full disk, a lost connection or a broken file system',
    evidence,
    fix: 'let Longhorn salvage it (auto-salvage, or Salvage in its UI while no pod uses it), else restore the newest backup',
    commands,
  };
}

/** Pods that wait for the volume. */
function waiting(volume: Volume, seen: SeenCluster): readonly Symptom[] {
  const { namespace, workloadsStatus = [] } = volume.status?.kubernetesStatus ?? {};
  return workloadsStatus.flatMap(({ podName = '' }) => {
    const pod = seen.find<Pod>(kinds.Pod, podName, namespace);
    if (!pod || isPodReady(pod)) return [];
    return [
      {
        object: printRef(pod),
        shows: 'has its volume on it',
        causes: [
          {
            likelihood: 'certain',
            cause: 'its volume is faulted',
            evidence: [printRef(volume)],
            fix: 'mend the volume',
            at: printRef(volume),
          },
        ],
      },
    ];
  });
}

/** A volume without a copy that works. */
export const volumeFaulted: Playbook = {
  id: 'volume-faulted',
  symptom: 'A Longhorn volume is faulted: its pod cannot read or write.',
  why: 'a volume is faulted when none of its replicas is healthy; auto-salvage takes the newest that can be used (longhorn-manager controller/volume_controller.go)',
  reads: [longhornKinds.Volume, longhornKinds.Replica],
  diagnose: (seen) => {
    const replicas = replicasByVolume(seen);
    return seen
      .list<Volume>(longhornKinds.Volume)
      .filter(({ status }) => status?.robustness === 'faulted')
      .flatMap((each) => [
        {
          object: printRef(each),
          shows: `is faulted: ${claimOf(each)} cannot be used`,
          causes: [causeOf(each, replicas.get(each.metadata.name) ?? [], seen)] as const,
        },
        ...waiting(each, seen),
      ]);
  },
  examples: {
    healthy: [
      { objects: [exampleVolume({ robustness: 'healthy', state: 'attached' })] },
      { objects: [exampleVolume({ robustness: 'unknown', state: 'detached' })] },
    ],
    ill: [
      {
        objects: [
          exampleVolume({ robustness: 'faulted', state: 'detached' }),
          exampleReplica('node-1', '2026-01-01T11:00:00Z'),
          exampleNode('node-1', '192.0.2.1'),
        ],
      },
      {
        objects: [
          exampleVolume({ robustness: 'faulted', state: 'detached' }),
          exampleReplica('node-1', '2026-01-01T11:00:00Z'),
        ],
      },
    ],
  },
};
