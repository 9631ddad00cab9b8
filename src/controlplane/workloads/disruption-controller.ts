import type { Controller } from '../../cluster/controller.ts';
import { matchesSelector } from '../../kube/selector.ts';
import { kinds, type Pod, type PodDisruptionBudget } from '../../kube/types.ts';
import { printInstant } from '../kit/instant.ts';
import { scaledValue } from '../kit/int-or-percent.ts';
import { createObjectIndex } from '../kit/object-index.ts';
import { keeping, requestOf, requestsOf } from '../kit/requests.ts';
import { sameValue } from '../kit/same-value.ts';
import { isActive, isReady, setCondition } from '../kubelet/pod.ts';

type Budget = PodDisruptionBudget;

/** How many pods may be evicted (pkg/controller/disruption/disruption.go): the expected count is taken to be that of the pods there are. */
export function budgetStatus(budget: Budget, pods: readonly Pod[], now: number): NonNullable<Budget['status']> {
  const mine = pods.filter((pod) => isActive(pod) && matchesSelector(budget.spec?.selector, pod.metadata.labels));
  const { minAvailable, maxUnavailable } = budget.spec ?? {};
  const expectedPods = mine.length;
  const desiredHealthy =
    maxUnavailable === undefined
      ? scaledValue(minAvailable ?? 1, expectedPods, true)
      : Math.max(0, expectedPods - scaledValue(maxUnavailable, expectedPods, true));
  const currentHealthy = mine.filter(isReady).length;
  const disruptionsAllowed = expectedPods > 0 ? Math.max(0, currentHealthy - desiredHealthy) : 0;
  const allowed = disruptionsAllowed > 0;
  const condition = {
    type: 'DisruptionAllowed',
    status: allowed ? 'True' : 'False',
    reason: allowed ? 'SufficientPods' : 'InsufficientPods',
    message: '',
    observedGeneration: budget.metadata.generation,
  } as const;
  const conditions = setCondition(budget.status?.conditions ?? [], condition, printInstant(now));
  return {
    ...budget.status,
    observedGeneration: budget.metadata.generation,
    currentHealthy,
    desiredHealthy,
    disruptionsAllowed,
    expectedPods,
    conditions,
  };
}

/** pkg/controller/disruption: the status of pod disruption budgets. */
export function disruptionController(): Controller {
  const pods = createObjectIndex<Pod>(({ metadata }) => [`namespace:${metadata.namespace}`]);
  const budgets = createObjectIndex<Budget>(({ metadata }) => [`namespace:${metadata.namespace}`]);
  return {
    id: 'kubernetes/disruption',
    watches: [
      keeping(kinds.PodDisruptionBudget, budgets, (budget) => [requestOf(budget)]),
      keeping(kinds.Pod, pods, ({ metadata: { namespace, labels } }) =>
        requestsOf(budgets.at(`namespace:${namespace}`).filter(({ spec }) => matchesSelector(spec?.selector, labels))),
      ),
    ],
    reconcile: async ({ namespace, name }, { cluster, now }) => {
      const budget = await cluster.get<Budget>(kinds.PodDisruptionBudget, name, namespace);
      if (!budget) return undefined;
      const status = budgetStatus(budget, pods.at(`namespace:${namespace}`), now());
      if (!sameValue(status, budget.status)) await cluster.update({ ...budget, status }, { subresource: 'status' });
      return undefined;
    },
  };
}
