import type { Deployment, ReplicaSet } from '../../kube/types.ts';
import {
  byAge,
  desiredReplicasAnnotation,
  maxReplicasAnnotation,
  newSetReplicas,
  replicasOf,
  resolveFenceposts,
  revisionOf,
  sumReplicas,
} from './deployment.ts';

/** A replica set and the size it gets. */
export interface Scaling {
  readonly set: ReplicaSet;
  readonly replicas: number;
}

const available = (set: ReplicaSet): number => set.status?.availableReplicas ?? 0;
const isSized = (set: ReplicaSet): boolean => replicasOf(set) > 0;

/** One step of a rolling update: grow the new set, or else shrink old ones; nothing when it has to wait (pkg/controller/deployment/rolling.go). */
export function rollStep(deployment: Deployment, fresh: ReplicaSet, old: readonly ReplicaSet[]): readonly Scaling[] {
  const wanted = replicasOf(deployment);
  if (replicasOf(fresh) > wanted) return [{ set: fresh, replicas: wanted }];
  const grown = newSetReplicas(deployment, sumReplicas([...old, fresh]), replicasOf(fresh));
  if (grown !== replicasOf(fresh)) return [{ set: fresh, replicas: grown }];
  return shrinkOld(deployment, fresh, old.filter(isSized));
}

function shrinkOld(deployment: Deployment, fresh: ReplicaSet, old: readonly ReplicaSet[]): readonly Scaling[] {
  if (old.length === 0) return [];
  const minAvailable = replicasOf(deployment) - resolveFenceposts(deployment).maxUnavailable;
  const freshUnavailable = replicasOf(fresh) - available(fresh);
  let room = sumReplicas([...old, fresh]) - minAvailable - freshUnavailable;
  if (room <= 0) return [];
  const sizes = new Map(old.map((set) => [set, replicasOf(set)]));
  const ordered = [...old].sort(byAge);
  for (const set of ordered) {
    const unhealthy = Math.min(room, replicasOf(set) - available(set));
    if (unhealthy <= 0) continue;
    sizes.set(set, replicasOf(set) - unhealthy);
    room -= unhealthy;
  }
  let spare = [...old, fresh].reduce((sum, set) => sum + available(set), 0) - minAvailable;
  for (const set of ordered) {
    if (spare <= 0) break;
    const size = sizes.get(set)!;
    const less = Math.min(size, spare);
    sizes.set(set, size - less);
    spare -= less;
  }
  return ordered.filter((set) => sizes.get(set) !== replicasOf(set)).map((set) => ({ set, replicas: sizes.get(set)! }));
}

/** Whether the size of the deployment was changed since its sets were last sized (sync.go isScalingEvent). */
export const isScalingEvent = (deployment: Deployment, sets: readonly ReplicaSet[]): boolean =>
  sets.filter(isSized).some(({ metadata }) => {
    const desired = metadata.annotations?.[desiredReplicasAnnotation];
    return desired !== undefined && /^\d+$/.test(desired) && Number(desired) !== replicasOf(deployment);
  });

/** Sizes after a scaling event or while paused: in proportion (sync.go scale). */
export function scaleInProportion(
  deployment: Deployment,
  fresh: ReplicaSet | undefined,
  old: readonly ReplicaSet[],
): readonly Scaling[] {
  const wanted = replicasOf(deployment);
  const only = activeOrLatest(fresh, old);
  if (only) return [{ set: only, replicas: wanted }];
  if (fresh && isSaturated(deployment, fresh)) return old.filter(isSized).map((set) => ({ set, replicas: 0 }));
  if (deployment.spec.strategy?.type === 'Recreate') return [];
  const active = [...old, ...(fresh ? [fresh] : [])].filter(isSized);
  const allowed = wanted > 0 ? wanted + resolveFenceposts(deployment).maxSurge : 0;
  const toAdd = allowed - sumReplicas(active);
  active.sort((a, b) => replicasOf(b) - replicasOf(a) || (toAdd > 0 ? byAge(b, a) : byAge(a, b)));
  let added = 0;
  const sizes = active.map((set) => {
    const share = proportionOf(set, deployment, toAdd, added);
    added += share;
    return { set, replicas: replicasOf(set) + share };
  });
  const [largest, ...others] = sizes;
  if (!largest || toAdd === 0) return sizes;
  return [{ set: largest.set, replicas: Math.max(0, largest.replicas + toAdd - added) }, ...others];
}

function activeOrLatest(fresh: ReplicaSet | undefined, old: readonly ReplicaSet[]): ReplicaSet | undefined {
  const active = [...old, ...(fresh ? [fresh] : [])].filter(isSized);
  if (active.length > 1) return undefined;
  return active[0] ?? fresh ?? [...old].sort(byAge).at(-1);
}

const isSaturated = (deployment: Deployment, set: ReplicaSet): boolean =>
  replicasOf(set) === replicasOf(deployment) &&
  Number(set.metadata.annotations?.[desiredReplicasAnnotation]) === replicasOf(deployment) &&
  available(set) === replicasOf(deployment);

/** deployment_util.go GetReplicaSetProportion, getReplicaSetFraction. */
function proportionOf(set: ReplicaSet, deployment: Deployment, toAdd: number, added: number): number {
  if (toAdd === 0 || toAdd === added) return 0;
  const size = replicasOf(set);
  const before = Number(set.metadata.annotations?.[maxReplicasAnnotation] ?? 0) || (deployment.status?.replicas ?? 0);
  const most = replicasOf(deployment) + resolveFenceposts(deployment).maxSurge;
  const grown = (size * most) / before;
  const share = replicasOf(deployment) === 0 ? -size : before === 0 ? 0 : Math.floor(grown + 0.5) - size;
  return toAdd > 0 ? Math.min(share, toAdd - added) : Math.max(share, toAdd - added);
}

/** Old sets beyond the history limit, lowest revision first (sync.go cleanupDeployment). */
export function surplusHistory(deployment: Deployment, old: readonly ReplicaSet[]): readonly ReplicaSet[] {
  const limit = deployment.spec.revisionHistoryLimit ?? 10;
  const alive = old.filter(({ metadata }) => !metadata.deletionTimestamp);
  const surplus = alive.length - limit;
  if (surplus <= 0) return [];
  return [...alive]
    .sort((a, b) => revisionOf(a) - revisionOf(b) || byAge(a, b))
    .slice(0, surplus)
    .filter(
      ({ spec, status, metadata }) =>
        (status?.replicas ?? 0) === 0 &&
        (spec.replicas ?? 1) === 0 &&
        (metadata.generation ?? 0) <= (status?.observedGeneration ?? 0),
    );
}
