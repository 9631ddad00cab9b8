import type { Controller, ControllerContext, ReconcileResult, Request } from '../../cluster/controller.ts';
import { matchesSelector } from '../../kube/selector.ts';
import { type ControllerRevision, type DaemonSet, kinds, type Node, type Pod } from '../../kube/types.ts';
import { createObjectIndex, type ObjectIndex } from '../kit/object-index.ts';
import { controllerKeys, controllerOf, isDeleting } from '../kit/ownership.ts';
import { createPodControl, isNamespaceEnding, type PodControl, podFromTemplate } from '../kit/pod-control.ts';
import { keeping, requestOf, requestsOf } from '../kit/requests.ts';
import { sameValue } from '../kit/same-value.ts';
import { isActive, isFinished, secondsToAvailable } from '../kubelet/pod.ts';
import {
  type DaemonChanges,
  type DaemonInput,
  daemonPodSpec,
  daemonStatus,
  manageDaemons,
  revisionHashLabel,
  rollDaemons,
  targetNode,
} from './daemon-set.ts';
import { gatherOwned, ownedKeys } from './owned-objects.ts';
import { syncHistory, trimHistory } from './revision-history.ts';

const source = 'daemonset-controller';
const generationAnnotation = 'deprecated.daemonset.template.generation';

interface Workshop {
  readonly sets: ObjectIndex<DaemonSet>;
  readonly pods: ObjectIndex<Pod>;
  readonly nodes: ObjectIndex<Node>;
  readonly revisions: ObjectIndex<ControllerRevision>;
  readonly control: PodControl;
}

/** What of a node decides where daemons run. */
const scheduling = (node: Node | undefined) =>
  node && [node.metadata.labels, node.spec?.taints, node.spec?.unschedulable];

/** pkg/controller/daemon: one pod a node, replaced node by node. */
export function daemonSetController(): Controller {
  const pods = createObjectIndex<Pod>(ownedKeys);
  const workshop: Workshop = {
    pods,
    sets: createObjectIndex((set) => [`namespace:${set.metadata.namespace}`]),
    nodes: createObjectIndex(),
    revisions: createObjectIndex<ControllerRevision>(controllerKeys),
    control: createPodControl(pods, source),
  };
  const { sets, nodes, revisions } = workshop;
  return {
    id: 'kubernetes/daemon-set',
    watches: [
      keeping(kinds.ControllerRevision, revisions),
      {
        kind: kinds.Node,
        requests: (event) => {
          const before = scheduling(nodes.get(event.object.metadata.name));
          nodes.apply(event);
          return sameValue(before, scheduling(nodes.get(event.object.metadata.name))) ? [] : requestsOf(sets.all());
        },
      },
      keeping(kinds.DaemonSet, sets, (set) => [requestOf(set)]),
      keeping(kinds.Pod, pods, (pod) => ownersOf(pod, sets)),
    ],
    reconcile: async ({ namespace, name }, context) => {
      const set = await context.cluster.get<DaemonSet>(kinds.DaemonSet, name, namespace);
      return set && !isDeleting(set) ? syncDaemons(set, workshop, context) : undefined;
    },
  };
}

function ownersOf(pod: Pod, sets: ObjectIndex<DaemonSet>): readonly Request[] {
  const namespace = pod.metadata.namespace ?? '';
  const owner = controllerOf(pod);
  if (owner) return owner.kind === 'DaemonSet' ? [{ namespace, name: owner.name }] : [];
  return sets
    .at(`namespace:${namespace}`)
    .filter(({ spec }) => matchesSelector(spec.selector, pod.metadata.labels))
    .map(requestOf);
}

async function syncDaemons(
  set: DaemonSet,
  workshop: Workshop,
  context: ControllerContext,
): Promise<ReconcileResult | undefined> {
  const history = await syncHistory(
    set,
    { kind: kinds.DaemonSet, label: revisionHashLabel },
    workshop.revisions,
    context,
  );
  const { control } = workshop;
  const hash = history.current.metadata.labels?.[revisionHashLabel] ?? '';
  await gatherOwned(
    { owner: set, kind: kinds.DaemonSet, selector: set.spec.selector, index: workshop.pods, adopts: isActive },
    context,
  );
  const read = (): DaemonInput => ({
    set,
    hash,
    nodes: workshop.nodes.all(),
    pods: podsByNode(set, workshop),
    now: context.now(),
  });
  await change(manageDaemons(read()), { set, hash, control }, context);
  if ((set.spec.updateStrategy?.type ?? 'RollingUpdate') === 'RollingUpdate') {
    await change(rollDaemons(read()), { set, hash, control }, context);
  }
  const live = new Set(
    workshop.pods.at(`owner:${set.metadata.uid}`).map(({ metadata }) => metadata.labels?.[revisionHashLabel]),
  );
  const isLive = (revision: ControllerRevision) => live.has(revision.metadata.labels?.[revisionHashLabel]);
  await trimHistory(history, { limit: set.spec.revisionHistoryLimit ?? 10, isLive }, workshop.revisions, context);
  const input = read();
  const status = daemonStatus(input);
  if (!sameValue(status, set.status)) await context.cluster.update({ ...set, status }, { subresource: 'status' });
  const wait = secondsToAvailable([...input.pods.values()].flat(), set.spec.minReadySeconds ?? 0, input.now);
  return wait === undefined ? undefined : { requeueAfter: wait };
}

function podsByNode(set: DaemonSet, { pods }: Workshop): ReadonlyMap<string, readonly Pod[]> {
  const byNode = new Map<string, Pod[]>();
  for (const pod of pods.at(`owner:${set.metadata.uid}`)) {
    const node = targetNode(pod);
    if (node === undefined || (isFinished(pod) && isDeleting(pod))) continue;
    const there = byNode.get(node);
    if (there) there.push(pod);
    else byNode.set(node, [pod]);
  }
  return byNode;
}

async function change(
  changes: DaemonChanges,
  { set, hash, control }: Pick<DaemonInput, 'set' | 'hash'> & Pick<Workshop, 'control'>,
  context: ControllerContext,
): Promise<void> {
  for (const pod of changes.ended) {
    const failed = pod.status?.phase === 'Failed';
    const { namespace, name } = pod.metadata;
    const message = failed
      ? `Found failed daemon pod ${namespace}/${name} on node ${targetNode(pod)}, will try to kill it`
      : `Found succeeded daemon pod ${namespace}/${name} on node ${targetNode(pod)}, will try to delete it`;
    const reason = failed ? 'FailedDaemonPod' : 'SucceededDaemonPod';
    await context.record({ object: set, type: failed ? 'Warning' : 'Normal', reason, message, source });
  }
  for (const pod of [...changes.remove, ...changes.ended]) await control.remove(pod, set, context);
  for (const node of changes.create) {
    try {
      await control.create(daemonPod(set, hash, node), set, context);
    } catch (error) {
      if (!isNamespaceEnding(error)) throw error;
      return;
    }
  }
}

function daemonPod(set: DaemonSet, hash: string, node: string): Pod {
  const { template } = set.spec;
  const generation = set.metadata.annotations?.[generationAnnotation];
  const labels = {
    ...template.metadata?.labels,
    ...(generation === undefined ? {} : { 'pod-template-generation': generation }),
    [revisionHashLabel]: hash,
  };
  const spec = daemonPodSpec(template.spec, node);
  return podFromTemplate({ metadata: { ...template.metadata, labels }, spec }, set, kinds.DaemonSet);
}
