import type { Controller, ControllerContext, ReconcileResult } from '../../cluster/controller.ts';
import { isReason } from '../../cluster/status-error.ts';
import { type ControllerRevision, kinds, type Pod, type StatefulSet } from '../../kube/types.ts';
import { createObjectIndex, type ObjectIndex } from '../kit/object-index.ts';
import { controllerKeys } from '../kit/ownership.ts';
import { isNamespaceEnding } from '../kit/pod-control.ts';
import { keeping, requestOfOwner } from '../kit/requests.ts';
import { sameValue } from '../kit/same-value.ts';
import { secondsToAvailable } from '../kubelet/pod.ts';
import { gatherOwned, ownedKeys } from './owned-objects.ts';
import { syncHistory, trimHistory } from './revision-history.ts';
import {
  ordinalOf,
  type StatefulInput,
  statefulHashLabel,
  statefulPod,
  statefulStatus,
  stepStateful,
  volumeClaimsOf,
} from './stateful-set.ts';

const source = 'statefulset-controller';

/** pkg/controller/statefulset: pods with names that stay, made and updated in order. */
export function statefulSetController(): Controller {
  const pods = createObjectIndex<Pod>(ownedKeys);
  const revisions = createObjectIndex<ControllerRevision>(controllerKeys);
  return {
    id: 'kubernetes/stateful-set',
    watches: [
      keeping(kinds.ControllerRevision, revisions),
      { kind: kinds.StatefulSet },
      keeping(kinds.Pod, pods, (pod) => requestOfOwner(pod, 'StatefulSet')),
    ],
    reconcile: async ({ namespace, name }, context) => {
      const set = await context.cluster.get<StatefulSet>(kinds.StatefulSet, name, namespace);
      return set && syncSet(set, pods, revisions, context);
    },
  };
}

async function syncSet(
  set: StatefulSet,
  pods: ObjectIndex<Pod>,
  revisions: ObjectIndex<ControllerRevision>,
  context: ControllerContext,
): Promise<ReconcileResult | undefined> {
  const adopts = (pod: Pod) => ordinalOf(set, pod) !== undefined;
  await gatherOwned({ owner: set, kind: kinds.StatefulSet, selector: set.spec.selector, index: pods, adopts }, context);
  const history = await syncHistory(set, { kind: kinds.StatefulSet, label: statefulHashLabel }, revisions, context);
  const update = history.current;
  const current = history.old.find(({ metadata }) => metadata.name === set.status?.currentRevision) ?? update;
  const read = (): StatefulInput => ({
    set,
    current,
    update,
    pods: pods.at(`owner:${set.metadata.uid}`),
    now: context.now(),
  });
  const step = stepStateful(read());
  for (const { ordinal, revision } of step.create)
    await createPod(set, statefulPod(set, ordinal, revision), pods, context);
  for (const pod of step.remove) await removePod(set, pod, pods, context);
  const input = read();
  const used = new Set([
    current.metadata.name,
    ...input.pods.map(({ metadata }) => metadata.labels?.['controller-revision-hash']),
  ]);
  const isLive = ({ metadata }: ControllerRevision) => used.has(metadata.name);
  await trimHistory(history, { limit: set.spec.revisionHistoryLimit ?? 10, isLive }, revisions, context);
  const status = statefulStatus(input);
  if (!sameValue(status, set.status)) await context.cluster.update({ ...set, status }, { subresource: 'status' });
  const wait = secondsToAvailable(input.pods, set.spec.minReadySeconds ?? 0, input.now);
  return wait === undefined ? undefined : { requeueAfter: wait };
}

async function createPod(
  set: StatefulSet,
  pod: Pod,
  pods: ObjectIndex<Pod>,
  context: ControllerContext,
): Promise<void> {
  const { cluster } = context;
  try {
    for (const claim of volumeClaimsOf(set, pod)) {
      if (!(await cluster.get(kinds.PersistentVolumeClaim, claim.metadata.name, claim.metadata.namespace)))
        await cluster.create(claim);
    }
    pods.put(await cluster.create(pod));
  } catch (error) {
    if (isNamespaceEnding(error) || isReason(error, 'AlreadyExists')) return;
    throw error;
  }
  await tell(set, 'Create', pod.metadata.name, context);
}

async function removePod(
  set: StatefulSet,
  pod: Pod,
  pods: ObjectIndex<Pod>,
  context: ControllerContext,
): Promise<void> {
  const { name, namespace, uid } = pod.metadata;
  await context.cluster.delete(kinds.Pod, name, namespace, { preconditions: { uid } });
  const left = await context.cluster.get<Pod>(kinds.Pod, name, namespace);
  if (left) pods.put(left);
  else pods.drop(pod);
  await tell(set, 'Delete', name, context);
}

const tell = (set: StatefulSet, verb: 'Create' | 'Delete', pod: string, context: ControllerContext): Promise<void> => {
  const message = `${verb.toLowerCase()} Pod ${pod} in StatefulSet ${set.metadata.name} successful`;
  return context.record({ object: set, type: 'Normal', reason: `Successful${verb}`, message, source });
};
