import type { Taint, Toleration } from '../../kube/types.ts';

/** k8s.io/api core/v1 Toleration.ToleratesTaint: empty effect, key or operator match as upstream says. */
export function tolerates(toleration: Toleration, taint: Taint): boolean {
  if (toleration.effect && toleration.effect !== taint.effect) return false;
  if (toleration.key && toleration.key !== taint.key) return false;
  switch (toleration.operator ?? 'Equal') {
    case 'Exists':
      return true;
    case 'Equal':
      return (toleration.value ?? '') === (taint.value ?? '');
    default:
      return false;
  }
}

/** The first taint with one of the effects that nothing tolerates. */
export function untoleratedTaint(
  taints: readonly Taint[] | undefined,
  tolerations: readonly Toleration[] | undefined,
  effects: readonly string[],
): Taint | undefined {
  return taints?.find(
    (taint) => effects.includes(taint.effect) && !tolerations?.some((toleration) => tolerates(toleration, taint)),
  );
}

/** Adds a toleration unless an equal one is there (pkg/apis/core/v1/helper AddOrUpdateTolerationInPodSpec). */
export function addToleration(tolerations: readonly Toleration[], added: Toleration): readonly Toleration[] {
  const same = (other: Toleration) =>
    (other.key ?? '') === (added.key ?? '') &&
    (other.effect ?? '') === (added.effect ?? '') &&
    (other.operator ?? 'Equal') === (added.operator ?? 'Equal') &&
    (other.value ?? '') === (added.value ?? '');
  const kept = tolerations.filter((other) => !same(other));
  return [...kept, added];
}
