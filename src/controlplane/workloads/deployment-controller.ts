import type { Controller, ControllerContext, ReconcileResult } from '../../cluster/controller.ts';
import { isReason } from '../../cluster/status-error.ts';
import { messageOf } from '../../core/errors.ts';
import { type Deployment, kinds, type Pod, type ReplicaSet } from '../../kube/types.ts';
import { createObjectIndex, type ObjectIndex } from '../kit/object-index.ts';
import { controllerKeys, controllerOf, isDeleting } from '../kit/ownership.ts';
import { isNamespaceEnding } from '../kit/pod-control.ts';
import { keeping, requestOfOwner } from '../kit/requests.ts';
import { sameValue } from '../kit/same-value.ts';
import { isFinished } from '../kubelet/pod.ts';
import {
  findNewSet,
  makeReplicaSet,
  newSetAnnotations,
  replicaAnnotations,
  replicasOf,
  revisionAnnotation,
} from './deployment.ts';
import { isScalingEvent, rollStep, type Scaling, scaleInProportion, surplusHistory } from './deployment-rollout.ts';
import {
  type DeploymentStatus,
  deploymentStatus,
  hasDeadline,
  isComplete,
  rolloutStatus,
  secondsToDeadline,
  setDeploymentCondition,
} from './deployment-status.ts';
import { gatherOwned, ownedKeys } from './owned-objects.ts';

const source = 'deployment-controller';

/** pkg/controller/deployment: one replica set a template, rolled over within its fenceposts. */
export function deploymentController(): Controller {
  const sets = createObjectIndex<ReplicaSet>(ownedKeys);
  const pods = createObjectIndex<Pod>(controllerKeys);
  return {
    id: 'kubernetes/deployment',
    watches: [
      { kind: kinds.Deployment },
      keeping(kinds.ReplicaSet, sets, (set) => requestOfOwner(set, 'Deployment')),
      {
        // Only the end of a pod matters here: Recreate waits for it.
        kind: kinds.Pod,
        requests: (event) => {
          pods.apply(event);
          const { namespace = '' } = event.object.metadata;
          const owner = controllerOf(event.object);
          if (event.type !== 'DELETED' || owner?.kind !== 'ReplicaSet') return [];
          const set = sets.get(owner.name, namespace);
          const deployment = set && controllerOf(set);
          return deployment ? [{ namespace, name: deployment.name }] : [];
        },
      },
    ],
    reconcile: async ({ namespace, name }, context) => {
      const deployment = await context.cluster.get<Deployment>(kinds.Deployment, name, namespace);
      return deployment && new Rollout(deployment, sets, pods, context).sync();
    },
  };
}

/** One pass over one deployment. */
class Rollout {
  #deployment: Deployment;
  readonly #sets: ObjectIndex<ReplicaSet>;
  readonly #pods: ObjectIndex<Pod>;
  readonly #context: ControllerContext;

  constructor(
    deployment: Deployment,
    sets: ObjectIndex<ReplicaSet>,
    pods: ObjectIndex<Pod>,
    context: ControllerContext,
  ) {
    this.#deployment = deployment;
    this.#sets = sets;
    this.#pods = pods;
    this.#context = context;
  }

  async sync(): Promise<ReconcileResult | undefined> {
    const { selector } = this.#deployment.spec;
    const claimant = {
      owner: this.#deployment,
      kind: kinds.Deployment,
      selector,
      index: this.#sets,
      adopts: () => true,
    };
    const owned = await gatherOwned(claimant, this.#context);
    if (isDeleting(this.#deployment)) {
      const fresh = findNewSet(this.#deployment, owned);
      return this.#writeStatus(deploymentStatus(this.#deployment, fresh, without(owned, fresh), this.#context.now()));
    }
    await this.#notePause();
    if (this.#deployment.spec.paused || isScalingEvent(this.#deployment, owned)) return this.#resize(owned);
    return this.#deployment.spec.strategy?.type === 'Recreate' ? this.#recreate(owned) : this.#roll(owned);
  }

  async #resize(owned: readonly ReplicaSet[]): Promise<ReconcileResult | undefined> {
    const found = await this.#syncNewSet(owned);
    const old = without(owned, found);
    const scaled = await this.#scale(scaleInProportion(this.#deployment, found, old), true);
    const fresh = found && (scaled.get(found) ?? found);
    const now = old.map((set) => scaled.get(set) ?? set);
    if (this.#deployment.spec.paused) await this.#dropHistory(now);
    return this.#writeStatus(deploymentStatus(this.#deployment, fresh, now, this.#context.now()));
  }

  async #roll(owned: readonly ReplicaSet[]): Promise<ReconcileResult | undefined> {
    const found = await this.#syncNewSet(owned);
    const old = without(owned, found);
    const fresh = found ?? (await this.#createSet(old));
    const scaled = await this.#scale(rollStep(this.#deployment, fresh, old));
    if (scaled.size === 0 && isComplete(this.#deployment, this.#deployment.status)) await this.#dropHistory(old);
    return this.#report(
      scaled.get(fresh) ?? fresh,
      old.map((set) => scaled.get(set) ?? set),
    );
  }

  async #recreate(owned: readonly ReplicaSet[]): Promise<ReconcileResult | undefined> {
    const found = await this.#syncNewSet(owned);
    const old = without(owned, found);
    const stopping = old.filter((set) => replicasOf(set) > 0).map((set) => ({ set, replicas: 0 }));
    const stopped = await this.#scale(stopping);
    if (stopped.size > 0 || this.#hasOldPods(old)) {
      return this.#report(
        found,
        old.map((set) => stopped.get(set) ?? set),
      );
    }
    const fresh = found ?? (await this.#createSet(old));
    const scaled = await this.#scale([{ set: fresh, replicas: replicasOf(this.#deployment) }]);
    if (isComplete(this.#deployment, this.#deployment.status)) await this.#dropHistory(old);
    return this.#report(scaled.get(fresh) ?? fresh, old);
  }

  #hasOldPods(old: readonly ReplicaSet[]): boolean {
    return old.some(
      ({ metadata, status }) =>
        (status?.replicas ?? 0) > 0 || this.#pods.at(`owner:${metadata.uid}`).some((pod) => !isFinished(pod)),
    );
  }

  /** The set of the present template with its annotations brought up to date; the deployment's revision follows it. */
  async #syncNewSet(owned: readonly ReplicaSet[]): Promise<ReplicaSet | undefined> {
    const found = findNewSet(this.#deployment, owned);
    if (!found) return undefined;
    const annotations = newSetAnnotations(this.#deployment, found, without(owned, found));
    const { minReadySeconds = 0 } = this.#deployment.spec;
    const changed =
      !sameValue(annotations, found.metadata.annotations) || minReadySeconds !== (found.spec.minReadySeconds ?? 0);
    const spec = { ...found.spec, minReadySeconds };
    const fresh = changed
      ? await this.#updateSet({ ...found, metadata: { ...found.metadata, annotations }, spec })
      : found;
    await this.#noteRevision(fresh);
    if (hasDeadline(this.#deployment) && !this.#condition('Progressing')) {
      await this.#noteProgress('True', 'FoundNewReplicaSet', `Found new replica set "${fresh.metadata.name}"`);
    }
    return fresh;
  }

  async #createSet(old: readonly ReplicaSet[]): Promise<ReplicaSet> {
    const wanted = makeReplicaSet(this.#deployment, old);
    const { name } = wanted.metadata;
    try {
      const created = await this.#context.cluster.create(wanted);
      this.#sets.put(created);
      if (replicasOf(created) > 0)
        await this.#tell(
          'Normal',
          'ScalingReplicaSet',
          `Scaled up replica set ${name} from 0 to ${replicasOf(created)}`,
        );
      await this.#noteRevision(created);
      if (hasDeadline(this.#deployment))
        await this.#noteProgress('True', 'NewReplicaSetCreated', `Created new replica set "${name}"`);
      return created;
    } catch (error) {
      if (isReason(error, 'AlreadyExists')) await this.#countCollision();
      else if (!isNamespaceEnding(error)) {
        const message = `Failed to create new replica set "${name}": ${messageOf(error)}`;
        if (hasDeadline(this.#deployment)) await this.#noteProgress('False', 'ReplicaSetCreateError', message);
        await this.#tell('Warning', 'ReplicaSetCreateError', message);
      }
      throw error;
    }
  }

  async #countCollision(): Promise<void> {
    const { status } = this.#deployment;
    await this.#writeStatus({ ...status, collisionCount: (status?.collisionCount ?? 0) + 1 });
  }

  /** Gives sets their sizes; returns those that were written, by what they were. */
  async #scale(scalings: readonly Scaling[], annotate = false): Promise<ReadonlyMap<ReplicaSet, ReplicaSet>> {
    const written = new Map<ReplicaSet, ReplicaSet>();
    const marks = replicaAnnotations(this.#deployment);
    for (const { set, replicas } of scalings) {
      const before = replicasOf(set);
      const annotations = { ...set.metadata.annotations, ...marks };
      if (before === replicas && !(annotate && !sameValue(annotations, set.metadata.annotations))) continue;
      const next = { ...set, metadata: { ...set.metadata, annotations }, spec: { ...set.spec, replicas } };
      written.set(set, await this.#updateSet(next));
      if (before === replicas) continue;
      const direction = before < replicas ? 'up' : 'down';
      const message = `Scaled ${direction} replica set ${set.metadata.name} from ${before} to ${replicas}`;
      await this.#tell('Normal', 'ScalingReplicaSet', message);
    }
    return written;
  }

  async #updateSet(set: ReplicaSet): Promise<ReplicaSet> {
    const updated = await this.#context.cluster.update(set);
    this.#sets.put(updated);
    return updated;
  }

  async #dropHistory(old: readonly ReplicaSet[]): Promise<void> {
    for (const set of surplusHistory(this.#deployment, old)) {
      await this.#context.cluster.delete(kinds.ReplicaSet, set.metadata.name, set.metadata.namespace, {
        propagationPolicy: 'Background',
      });
      this.#sets.drop(set);
    }
  }

  async #notePause(): Promise<void> {
    const current = this.#condition('Progressing');
    if (!hasDeadline(this.#deployment) || current?.reason === 'ProgressDeadlineExceeded') return;
    const noted = current?.reason === 'DeploymentPaused';
    if (this.#deployment.spec.paused && !noted)
      await this.#noteProgress('Unknown', 'DeploymentPaused', 'Deployment is paused');
    if (!this.#deployment.spec.paused && noted)
      await this.#noteProgress('Unknown', 'DeploymentResumed', 'Deployment is resumed');
  }

  async #noteRevision(set: ReplicaSet): Promise<void> {
    const revision = set.metadata.annotations?.[revisionAnnotation];
    const { annotations, name, namespace } = this.#deployment.metadata;
    if (revision === undefined || annotations?.[revisionAnnotation] === revision) return;
    const body = { metadata: { annotations: { [revisionAnnotation]: revision } } };
    this.#deployment = await this.#context.cluster.patch(kinds.Deployment, name, namespace, { type: 'merge', body });
  }

  async #noteProgress(status: 'True' | 'False' | 'Unknown', reason: string, message: string): Promise<void> {
    const wanted = { type: 'Progressing', status, reason, message };
    const conditions = setDeploymentCondition(this.#deployment.status?.conditions ?? [], wanted, this.#context.now());
    await this.#writeStatus({ ...this.#deployment.status, conditions });
  }

  async #report(fresh: ReplicaSet | undefined, old: readonly ReplicaSet[]): Promise<ReconcileResult | undefined> {
    const now = this.#context.now();
    await this.#writeStatus(rolloutStatus(this.#deployment, fresh, old, now));
    const wait = secondsToDeadline(this.#deployment, now);
    return wait === undefined ? undefined : { requeueAfter: wait };
  }

  async #writeStatus(status: DeploymentStatus): Promise<undefined> {
    if (sameValue(this.#deployment.status, status)) return;
    this.#deployment = await this.#context.cluster.update({ ...this.#deployment, status }, { subresource: 'status' });
  }

  #condition(type: string) {
    return this.#deployment.status?.conditions?.find((condition) => condition.type === type);
  }

  #tell(type: 'Normal' | 'Warning', reason: string, message: string): Promise<void> {
    return this.#context.record({ object: this.#deployment, type, reason, message, source });
  }
}

const without = (sets: readonly ReplicaSet[], set: ReplicaSet | undefined): readonly ReplicaSet[] =>
  sets.filter(({ metadata }) => metadata.uid !== set?.metadata.uid);
