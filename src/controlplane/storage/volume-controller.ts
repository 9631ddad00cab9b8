import type { Controller, ControllerContext, ReconcileResult } from '../../cluster/controller.ts';
import { kinds, type StorageClass } from '../../kube/types.ts';
import { printInstant, readInstant } from '../kit/instant.ts';
import { createObjectIndex, type ObjectIndex } from '../kit/object-index.ts';
import { isDeleting } from '../kit/ownership.ts';
import {
  findVolume,
  noProvisioner,
  provisionedVolume,
  refusalOf,
  selectedNodeAnnotation,
  type Volume,
  type VolumeClaim,
} from './volumes.ts';

const source = 'persistentvolume-controller';
const boundBy = 'pv.kubernetes.io/bound-by-controller';
const completed = 'pv.kubernetes.io/bind-completed';

/** pkg/controller/volume/persistentvolume: claims and volumes find each other; volumes of classes with a provisioner come after `provisionSeconds`. */
export function volumeController(provisionSeconds: number): Controller {
  const volumes = createObjectIndex<Volume>();
  const claims = createObjectIndex<VolumeClaim>();
  const waiting = () =>
    claims
      .all()
      .filter(({ status }) => status?.phase !== 'Bound')
      .map(({ metadata }) => ({ namespace: metadata.namespace ?? '', name: metadata.name }));
  return {
    id: 'kubernetes/volume',
    watches: [
      { kind: kinds.StorageClass, requests: waiting },
      {
        kind: kinds.PersistentVolume,
        requests: (event) => {
          volumes.apply(event);
          const own = event.type === 'DELETED' ? [] : [{ namespace: '', name: event.object.metadata.name }];
          return [...own, ...waiting()];
        },
      },
      {
        kind: kinds.PersistentVolumeClaim,
        requests: (event) => {
          claims.apply(event);
          const { namespace = '', name } = event.object.metadata;
          const volume = (event.object as VolumeClaim).spec?.volumeName;
          return [
            { namespace, name },
            ...(event.type === 'DELETED' && volume ? [{ namespace: '', name: volume }] : []),
          ];
        },
      },
    ],
    reconcile: async ({ namespace, name }, context) => {
      if (namespace === '') return syncVolume(name, context);
      const claim = await context.cluster.get<VolumeClaim>(kinds.PersistentVolumeClaim, name, namespace);
      if (!claim || isDeleting(claim) || (claim.status?.phase === 'Bound' && claim.spec?.volumeName)) return undefined;
      return syncClaim(claim, volumes, provisionSeconds, context);
    },
  };
}

/** A new volume becomes available, one whose claim is gone is released or, by its policy, deleted. */
async function syncVolume(name: string, context: ControllerContext): Promise<undefined> {
  const { cluster } = context;
  const volume = await cluster.get<Volume>(kinds.PersistentVolume, name);
  if (!volume || isDeleting(volume)) return undefined;
  const reference = volume.spec?.claimRef;
  if (!reference?.uid) return setPhase(volume, 'Available', context);
  const claim = await cluster.get<VolumeClaim>(kinds.PersistentVolumeClaim, reference.name ?? '', reference.namespace);
  if (claim?.metadata.uid === reference.uid) return undefined;
  await setPhase(volume, 'Released', context);
  const deletes =
    volume.spec?.persistentVolumeReclaimPolicy === 'Delete' &&
    volume.metadata.annotations?.['pv.kubernetes.io/provisioned-by'];
  if (deletes) await cluster.delete(kinds.PersistentVolume, name);
  return undefined;
}

async function setPhase(volume: Volume, phase: string, { cluster, now }: ControllerContext): Promise<undefined> {
  if (volume.status?.phase === phase) return;
  const status = { ...volume.status, phase, lastPhaseTransitionTime: printInstant(now()) };
  await cluster.update({ ...volume, status }, { subresource: 'status' });
}

async function syncClaim(
  claim: VolumeClaim,
  volumes: ObjectIndex<Volume>,
  provisionSeconds: number,
  context: ControllerContext,
): Promise<ReconcileResult | undefined> {
  const volume = findVolume(claim, volumes.all());
  if (volume) {
    await bind(claim, volume, volumes, context);
    return undefined;
  }
  const wanted = claim.spec?.storageClassName;
  const tell = (type: 'Normal' | 'Warning', reason: string, message: string) =>
    context.record({ object: claim, type, reason, message, source });
  if (claim.spec?.volumeName) {
    const refusal = refusalOf(claim, volumes.get(claim.spec.volumeName));
    if (refusal) await tell('Warning', refusal.reason, refusal.message);
    return undefined;
  }
  if (!wanted) {
    await tell('Normal', 'FailedBinding', 'no persistent volumes available for this claim and no storage class is set');
    return undefined;
  }
  const storageClass = await context.cluster.get<StorageClass>(kinds.StorageClass, wanted);
  if (!storageClass) {
    await tell('Warning', 'ProvisioningFailed', `storageclass.storage.k8s.io "${wanted}" not found`);
    return undefined;
  }
  const delayed =
    storageClass.volumeBindingMode === 'WaitForFirstConsumer' && !claim.metadata.annotations?.[selectedNodeAnnotation];
  if (delayed) {
    await tell('Normal', 'WaitForFirstConsumer', 'waiting for first consumer to be created before binding');
    return undefined;
  }
  if (!storageClass.provisioner || storageClass.provisioner === noProvisioner) return undefined;
  return provision(claim, storageClass, { volumes, seconds: provisionSeconds }, context);
}

/** What the provisioner outside does, when it has had its time. */
async function provision(
  claim: VolumeClaim,
  storageClass: StorageClass,
  { volumes, seconds }: { readonly volumes: ObjectIndex<Volume>; readonly seconds: number },
  context: ControllerContext,
): Promise<ReconcileResult | undefined> {
  const since = readInstant(claim.metadata.creationTimestamp) ?? context.now();
  const left = since / 1000 + seconds - context.now() / 1000;
  if (left > 0) {
    const message = `Waiting for a volume to be created either by the external provisioner '${storageClass.provisioner}' or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.`;
    await context.record({ object: claim, type: 'Normal', reason: 'ExternalProvisioning', message, source });
    return { requeueAfter: left };
  }
  const volume = await context.cluster.create(provisionedVolume(claim, storageClass));
  volumes.put(volume);
  await bind(claim, volume, volumes, context);
  return undefined;
}

async function bind(
  claim: VolumeClaim,
  volume: Volume,
  volumes: ObjectIndex<Volume>,
  context: ControllerContext,
): Promise<void> {
  const { cluster } = context;
  const { namespace, name, uid, resourceVersion } = claim.metadata;
  const claimRef = { ...kinds.PersistentVolumeClaim, namespace, name, uid, resourceVersion };
  const mine = volume.spec?.claimRef?.uid === uid;
  const annotations = volume.spec?.claimRef
    ? volume.metadata.annotations
    : { ...volume.metadata.annotations, [boundBy]: 'yes' };
  const bound = mine
    ? volume
    : await cluster.update({
        ...volume,
        metadata: { ...volume.metadata, annotations },
        spec: { ...volume.spec, claimRef },
      });
  volumes.put(bound);
  await setPhase(bound, 'Bound', context);
  const chosen: Record<string, string> = claim.spec?.volumeName ? {} : { [boundBy]: 'yes' };
  const marked = await cluster.update<VolumeClaim>({
    ...claim,
    metadata: { ...claim.metadata, annotations: { ...claim.metadata.annotations, [completed]: 'yes', ...chosen } },
    spec: { ...claim.spec, volumeName: volume.metadata.name },
  });
  const status = { phase: 'Bound', accessModes: bound.spec?.accessModes, capacity: bound.spec?.capacity };
  await cluster.update({ ...marked, status }, { subresource: 'status' });
}
