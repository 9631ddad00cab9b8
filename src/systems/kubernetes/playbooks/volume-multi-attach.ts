import { conditionOf, type KubeObject, printRef } from '../../../kube/object.ts';
import { type Deployment, kinds, type Node, type PersistentVolumeClaim, type Pod } from '../../../kube/types.ts';
import { isRecent } from '../../../operate/diagnose/ages.ts';
import { isMeantToRun } from '../../../operate/diagnose/containers.ts';
import { exampleEventOf, exampleOf, exampleOwner, examplePodOf } from '../../../operate/diagnose/example-objects.ts';
import { claimsOf, ownerOf, podsByClaim } from '../../../operate/diagnose/owners.ts';
import type { Cause, Playbook, Symptom } from '../../../operate/diagnose/playbook.ts';
import { lastSeen, type SeenCluster } from '../../../operate/diagnose/seen-cluster.ts';

type Attachment = KubeObject & {
  readonly spec: { readonly nodeName: string; readonly source: { readonly persistentVolumeName?: string } };
};

/** Index of one run. */
interface Held {
  readonly seen: SeenCluster;
  readonly users: ReadonlyMap<string, readonly Pod[]>;
  /** By the volume. */
  readonly attachments: ReadonlyMap<string, readonly Attachment[]>;
}

function attachmentsByVolume(seen: SeenCluster): Held['attachments'] {
  const found = new Map<string, Attachment[]>();
  for (const each of seen.list<Attachment>(kinds.VolumeAttachment)) {
    const volume = each.spec.source.persistentVolumeName ?? '';
    const own = found.get(volume);
    if (own) own.push(each);
    else found.set(volume, [each]);
  }
  return found;
}

/** Another pod on another node that mounts a claim of this one which only one node may have. */
function holderOf(pod: Pod, volume: string, { seen, users }: Held): { readonly holder?: Pod; readonly claim?: string } {
  const { namespace = '' } = pod.metadata;
  const claims = claimsOf(pod);
  const claim =
    claims.find(
      (name) =>
        seen.find<PersistentVolumeClaim>(kinds.PersistentVolumeClaim, name, namespace)?.spec?.volumeName === volume,
    ) ?? claims[0];
  const holder = (users.get(`${namespace}/${claim}`) ?? []).find(
    ({ metadata, spec, status }) =>
      metadata.name !== pod.metadata.name &&
      spec.nodeName !== undefined &&
      spec.nodeName !== pod.spec.nodeName &&
      status?.phase !== 'Succeeded' &&
      status?.phase !== 'Failed',
  );
  return { ...(holder ? { holder } : {}), ...(claim ? { claim } : {}) };
}

/** The Deployment that a pod is of, by its ReplicaSet. */
function deploymentOf(pod: Pod, seen: SeenCluster): Deployment | undefined {
  const [kind, namespace, name = ''] = (ownerOf(pod) ?? '').split('/');
  const set = kind === 'ReplicaSet' ? seen.find(kinds.ReplicaSet, name, namespace) : undefined;
  const [ownerKind, , deployment = ''] = (set && ownerOf(set))?.split('/') ?? [];
  return ownerKind === 'Deployment' ? seen.find<Deployment>(kinds.Deployment, deployment, namespace) : undefined;
}

function causeOf(pod: Pod, message: string, held: Held): Cause {
  const { seen } = held;
  const volume = /volume "([^"]+)"/.exec(message)?.[1] ?? '';
  const { holder, claim = volume } = holderOf(pod, volume, held);
  const attached = held.attachments.get(volume)?.find(({ spec }) => spec.nodeName !== pod.spec.nodeName);
  const nodeName = holder?.spec.nodeName ?? attached?.spec.nodeName;
  const evidence = [message, ...(attached ? [`${printRef(attached)}: attached to ${attached.spec.nodeName}`] : [])];
  const base = {
    evidence,
    commands: [`kubectl get volumeattachments`, `kubectl -n ${pod.metadata.namespace} get pods -o wide`],
  };
  const node = nodeName === undefined ? undefined : seen.find<Node>(kinds.Node, nodeName);
  if (node && conditionOf(node, 'Ready') && conditionOf(node, 'Ready')?.status !== 'True')
    return {
      ...base,
      likelihood: 'certain',
      cause: `its claim ${claim} is attached to ${nodeName}, which does not answer and so does not let go`,
      fix: `bring ${nodeName} back; if it is off for good: kubectl taint node ${nodeName} node.kubernetes.io/out-of-service=nodeshutdown:NoExecute`,
      at: printRef(node),
    };
  if (!holder)
    return {
      ...base,
      likelihood: 'likely',
      cause: `its claim ${claim} is attached to ${nodeName ?? 'another node'}, though no pod there uses it`,
      fix: 'wait some minutes for the detachment; then look at the log of the CSI attacher',
    };
  const deployment = deploymentOf(pod, seen);
  const rolls =
    deployment !== undefined &&
    deployment.spec?.strategy?.type !== 'Recreate' &&
    printRef(deploymentOf(holder, seen) ?? holder) === printRef(deployment);
  if (rolls)
    return {
      ...base,
      likelihood: 'certain',
      cause: `${printRef(holder)} on ${nodeName} has its claim ${claim}, and a rolling update ends that one only after this one is ready`,
      fix: `set strategy.type: Recreate in ${printRef(deployment)}; to go on now delete pod ${holder.metadata.name}`,
      commands: [`kubectl -n ${pod.metadata.namespace} delete pod ${holder.metadata.name}`],
    };
  return {
    ...base,
    likelihood: 'certain',
    cause: `${printRef(holder)} on ${nodeName} has its claim ${claim}, and only one node at a time may`,
    fix: 'end the other pod, keep both to one node, or use a class that gives ReadWriteMany',
    ...(isMeantToRun(holder) ? {} : { at: printRef(holder) }),
  };
}

function symptomOf(pod: Pod, held: Held): Symptom | undefined {
  const event = held.seen
    .events(pod)
    .find(({ reason, message = '' }) => reason === 'FailedAttachVolume' && message.startsWith('Multi-Attach error'));
  if (!event?.message || !isRecent(held.seen, lastSeen(event))) return undefined;
  return {
    object: printRef(pod),
    shows: 'waits for a volume that another node has',
    causes: [causeOf(pod, event.message, held)],
  };
}

const mounting = { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }] };
const owned = exampleOwner('apps/v1', 'ReplicaSet', 'web-1');
const waiting = examplePodOf(
  { state: { waiting: { reason: 'ContainerCreating' } } },
  {
    metadata: owned,
    spec: { nodeName: 'node-1', ...mounting },
    status: { phase: 'Pending', startTime: '2026-01-01T11:50:00Z' },
  },
);
const holder = examplePodOf(
  { state: { running: { startedAt: '2026-01-01T08:00:00Z' } }, ready: true },
  { metadata: { name: 'web-0', ...owned }, spec: { nodeName: 'node-2', ...mounting } },
);
const refused = exampleEventOf(
  waiting,
  'FailedAttachVolume',
  'Multi-Attach error for volume "pvc-1" Volume is already used by pod(s) web-0',
);
const template = {
  selector: { matchLabels: { app: 'web' } },
  template: {
    metadata: { labels: { app: 'web' } },
    spec: { containers: [{ name: 'web', image: 'ghcr.io/home/web:1.0' }] },
  },
};
const replicas = exampleOf(['apps/v1', 'ReplicaSet'], 'web-1', {
  namespace: 'apps',
  metadata: exampleOwner('apps/v1', 'Deployment', 'web'),
  spec: template,
});
const deployment = exampleOf(['apps/v1', 'Deployment'], 'web', { namespace: 'apps', spec: template });
const dead = exampleOf(['v1', 'Node'], 'node-2', {
  status: { conditions: [{ type: 'Ready', status: 'Unknown', reason: 'NodeStatusUnknown' }] },
});

/** A pod whose volume is attached to another node. */
export const volumeMultiAttach: Playbook = {
  id: 'volume-multi-attach',
  symptom: 'A pod stays in ContainerCreating: Multi-Attach error for volume.',
  why: 'a ReadWriteOnce volume is attached to one node; it is taken off when no pod there uses it, from a dead node only by force (kubernetes pkg/controller/volume/attachdetach/reconciler/reconciler.go)',
  reads: [kinds.PersistentVolumeClaim, kinds.VolumeAttachment, kinds.ReplicaSet, kinds.Deployment],
  diagnose: (seen) => {
    const held: Held = { seen, users: podsByClaim(seen), attachments: attachmentsByVolume(seen) };
    return seen
      .list<Pod>(kinds.Pod)
      .filter((pod) => isMeantToRun(pod) && pod.status?.phase === 'Pending')
      .flatMap((pod) => symptomOf(pod, held) ?? []);
  },
  examples: {
    healthy: [{ objects: [waiting, holder] }],
    ill: [
      { objects: [waiting, holder, refused, replicas, deployment] },
      { objects: [waiting, holder, refused, dead] },
      { objects: [waiting, refused] },
      { objects: [waiting, holder, refused] },
    ],
  },
};
