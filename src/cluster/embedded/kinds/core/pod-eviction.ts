import type { UnknownObject } from '../../../../kube/object.ts';
import { compileSelector, type LabelSelector } from '../../../../kube/selector.ts';
import type { DeleteOptions } from '../../../cluster.ts';
import { refusal } from '../../api/refusals.ts';
import type { ApiState, PartAction } from '../../api/state.ts';
import { kind as disruptionBudgets } from '../policy/pod-disruption-budget.ts';

interface Budget {
  readonly spec?: { readonly selector?: LabelSelector };
  readonly status?: {
    readonly disruptionsAllowed?: number;
    readonly currentHealthy?: number;
    readonly desiredHealthy?: number;
  };
}

/** Pods in these phases cost their budget nothing. */
const idle: readonly unknown[] = ['Succeeded', 'Failed', 'Pending'];

/** kubernetes pkg/registry/core/pod/storage/eviction.go: pods that run cost their budget, others nothing. */
function requireBudget(state: ApiState, pod: UnknownObject): void {
  const { phase } = (pod.status ?? {}) as { readonly phase?: string };
  if (idle.includes(phase) || pod.metadata.deletionTimestamp) return;
  for (const found of state.store.table(disruptionBudgets.table).list(pod.metadata.namespace ?? '')) {
    const { spec, status } = found as Budget;
    const compiled = compileSelector(spec?.selector ?? {});
    if ('error' in compiled || !compiled.matches(pod.metadata.labels)) continue;
    if ((status?.disruptionsAllowed ?? 0) > 0) continue;
    const { name } = found.metadata;
    const message = `The disruption budget ${name} needs ${status?.desiredHealthy ?? 0} healthy pods and has ${status?.currentHealthy ?? 0} currently`;
    const why = "Cannot evict pod as it would violate the pod's disruption budget.";
    throw refusal(429, 'TooManyRequests', why, { causes: [{ reason: 'DisruptionBudget', message }] });
  }
}

/** An eviction deletes the pod unless a disruption budget has nothing left to give. */
export const eviction: PartAction = {
  takes: { apiVersion: 'policy/v1', kind: 'Eviction' },
  act: async ({ state, target, given, deleteTarget }) => {
    const pod = state.store.get(target.resource.table, target.namespace, target.name);
    if (pod) requireBudget(state, pod);
    await deleteTarget((given.deleteOptions ?? {}) as DeleteOptions);
  },
};
