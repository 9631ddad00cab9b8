import type { Controller, ControllerContext, Request } from '../../cluster/controller.ts';
import { messageOf } from '../../core/errors.ts';
import { matchesSelector } from '../../kube/selector.ts';
import { kinds, type Pod, type ReplicaSet } from '../../kube/types.ts';
import { createObjectIndex, type ObjectIndex } from '../kit/object-index.ts';
import { controllerOf, isDeleting } from '../kit/ownership.ts';
import { createPodControl, isNamespaceEnding, type PodControl, podFromTemplate } from '../kit/pod-control.ts';
import { keeping, requestOf } from '../kit/requests.ts';
import { sameValue } from '../kit/same-value.ts';
import { isActive, isFinished, secondsToAvailable } from '../kubelet/pod.ts';
import { gatherOwned, ownedKeys } from './owned-objects.ts';
import { chooseVictims, type ReplicaFailure, replicaSetStatus } from './replica-set.ts';

const burst = 500;

/** pkg/controller/replicaset/replica_set.go: as many pods as wanted. */
export function replicaSetController(): Controller {
  const pods = createObjectIndex<Pod>(ownedKeys);
  const sets = createObjectIndex<ReplicaSet>((set) => {
    const owner = controllerOf(set)?.uid;
    return [`namespace:${set.metadata.namespace}`, ...(owner ? [`owner:${owner}`] : [])];
  });
  const workshop: Workshop = { pods, sets, control: createPodControl(pods, 'replicaset-controller') };
  return {
    id: 'kubernetes/replica-set',
    watches: [
      keeping(kinds.ReplicaSet, sets, (set) => [requestOf(set)]),
      keeping(kinds.Pod, pods, (pod) => ownersOf(pod, sets)),
    ],
    reconcile: async ({ namespace, name }, context) => {
      const set = await context.cluster.get<ReplicaSet>(kinds.ReplicaSet, name, namespace);
      return set && syncSet(set, workshop, context);
    },
  };
}

interface Workshop {
  readonly pods: ObjectIndex<Pod>;
  readonly sets: ObjectIndex<ReplicaSet>;
  readonly control: PodControl;
}

/** The replica set that controls the pod; for an orphan, those that might adopt it. */
function ownersOf(pod: Pod, sets: ObjectIndex<ReplicaSet>): readonly Request[] {
  const namespace = pod.metadata.namespace ?? '';
  const owner = controllerOf(pod);
  if (owner) return owner.kind === 'ReplicaSet' ? [{ namespace, name: owner.name }] : [];
  if (!pod.metadata.labels) return [];
  return sets
    .at(`namespace:${namespace}`)
    .filter(({ spec }) => matchesSelector(spec.selector, pod.metadata.labels))
    .map(({ metadata }) => ({ namespace, name: metadata.name }));
}

async function syncSet(set: ReplicaSet, workshop: Workshop, context: ControllerContext) {
  const claimed = () =>
    gatherOwned(
      { owner: set, kind: kinds.ReplicaSet, selector: set.spec.selector, index: workshop.pods, adopts: isActive },
      context,
    );
  let pods = await claimed();
  let failure: ReplicaFailure | undefined;
  let thrown: unknown;
  if (!isDeleting(set)) {
    try {
      if (await manage(set, pods, workshop, context)) pods = workshop.pods.at(`owner:${set.metadata.uid}`);
    } catch (error) {
      thrown = error;
      pods = workshop.pods.at(`owner:${set.metadata.uid}`);
      const reason = pods.filter(isActive).length < (set.spec.replicas ?? 1) ? 'FailedCreate' : 'FailedDelete';
      failure = { reason, message: messageOf(error) };
    }
  }
  const now = context.now();
  const status = replicaSetStatus(set, pods, failure, now);
  if (!sameValue(set.status, status)) {
    workshop.sets.put(await context.cluster.update({ ...set, status }, { subresource: 'status' }));
  }
  if (thrown) throw thrown;
  const wait = secondsToAvailable(pods.filter(isActive), set.spec.minReadySeconds ?? 0, now);
  return wait === undefined ? undefined : { requeueAfter: wait };
}

/** Creates or deletes pods; whether anything was done. Deletions are written before the status, creations are counted at once. */
async function manage(
  set: ReplicaSet,
  pods: readonly Pod[],
  workshop: Workshop,
  context: ControllerContext,
): Promise<boolean> {
  const active = pods.filter(isActive);
  const missing = (set.spec.replicas ?? 1) - active.length;
  if (missing === 0) return false;
  if (missing > 0) {
    for (let i = 0; i < Math.min(missing, burst); i++) {
      try {
        await workshop.control.create(podFromTemplate(set.spec.template, set, kinds.ReplicaSet), set, context);
      } catch (error) {
        if (!isNamespaceEnding(error)) throw error;
        return true;
      }
    }
    return true;
  }
  const related = siblingPods(set, workshop);
  for (const pod of chooseVictims(active, related, Math.min(-missing, burst), context.now())) {
    await workshop.control.remove(pod, set, context);
  }
  return true;
}

/** The pods of all replica sets with the same owner. */
function siblingPods(set: ReplicaSet, { pods, sets }: Workshop): readonly Pod[] {
  const owner = controllerOf(set)?.uid;
  const siblings = owner ? sets.at(`owner:${owner}`) : [set];
  return siblings.flatMap(({ metadata }) => pods.at(`owner:${metadata.uid}`)).filter((pod) => !isFinished(pod));
}
