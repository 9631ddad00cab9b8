import { conditionOf, printRef } from '../../../kube/object.ts';
import { isPast } from '../../../operate/diagnose/ages.ts';
import { exampleCondition, exampleNode } from '../../../operate/diagnose/example-parts.ts';
import type { Cause, Playbook } from '../../../operate/diagnose/playbook.ts';
import { quoted } from '../../../operate/diagnose/sayings.ts';
import type { SeenCluster } from '../../../operate/diagnose/seen-cluster.ts';
import { longhornKinds, type Replica, type Volume } from '../objects.ts';
import { claimOf, exampleReplica, exampleVolume, failedOn, lostNode, replicasByVolume } from '../rule-seen.ts';

/** Seconds in which a copy is usually built anew. */
const patience = 900;

function causeOf(volume: Volume, replicas: readonly Replica[], seen: SeenCluster): Cause {
  const scheduled = conditionOf(volume, 'Scheduled');
  const evidence = [`${printRef(volume)}: robustness degraded since ${volume.status?.lastDegradedAt}`];
  const lost = lostNode(failedOn(replicas), seen);
  if (lost)
    return {
      likelihood: 'certain',
      cause: `its copy on ${lost.ref} is out of reach: the node is ${lost.gone ? 'gone' : 'not ready'}`,
      evidence,
      fix: lost.gone ? 'delete the failed replica; Longhorn builds another where there is room' : 'bring the node back',
      ...(!lost.gone && { at: lost.ref }),
    };
  if (scheduled?.status === 'False')
    return {
      likelihood: 'certain',
      cause: 'there is no node to put another copy on',
      evidence: [...evidence, `Scheduled False: ${quoted(`${scheduled.reason}: ${scheduled.message}`)}`],
      fix: 'add room or a node, let copies share a node (replica-soft-anti-affinity), or ask for fewer copies (numberOfReplicas)',
      commands: [`kubectl -n ${volume.metadata.namespace} get nodes.longhorn.io`],
    };
  return {
    likelihood: 'possible',
    cause: 'a copy is being built anew, and takes long',
    evidence,
    fix: 'watch it in the UI of Longhorn; look at the network between the nodes where it does not go on',
  };
}

const since = (lastDegradedAt: string, more: object = {}) =>
  exampleVolume({ robustness: 'degraded', state: 'attached', lastDegradedAt, ...more });
const old = '2026-01-01T10:00:00Z';

/** A volume with fewer copies than it should have. */
export const volumeDegraded: Playbook = {
  id: 'volume-degraded',
  symptom: 'A Longhorn volume is degraded: it works, with fewer copies than it should have.',
  why: 'a volume is degraded while fewer replicas are healthy than numberOfReplicas; another is built where the scheduler finds room (longhorn-manager scheduler/replica_scheduler.go)',
  reads: [longhornKinds.Volume, longhornKinds.Replica],
  diagnose: (seen) => {
    const replicas = replicasByVolume(seen);
    return seen
      .list<Volume>(longhornKinds.Volume)
      .filter(({ status }) => status?.robustness === 'degraded' && isPast(status.lastDegradedAt, seen.now, patience))
      .map((each) => ({
        object: printRef(each),
        shows: `is degraded: ${claimOf(each)} has fewer copies than it should`,
        severity: 'warning',
        causes: [causeOf(each, replicas.get(each.metadata.name) ?? [], seen)],
      }));
  },
  examples: {
    healthy: [{ objects: [since('2026-01-01T11:58:00Z')] }],
    ill: [
      {
        objects: [
          since(old, {
            conditions: [exampleCondition('Scheduled', 'False', 'ReplicaSchedulingFailure', 'insufficient storage')],
          }),
        ],
      },
      { objects: [since(old), exampleReplica('node-1', old), exampleNode('node-2', '192.0.2.2')] },
      { objects: [since(old)] },
    ],
  },
};
