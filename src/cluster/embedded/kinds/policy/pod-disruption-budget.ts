import type { KubeObject } from '../../../../kube/object.ts';
import type { BuiltinKind } from '../builtin-kind.ts';
import { ageOf, tableOf } from '../shared/columns.ts';
import { withTransitionTimes } from '../shared/conditions.ts';

interface DisruptionBudget extends KubeObject {
  readonly spec?: { readonly minAvailable?: number | string; readonly maxUnavailable?: number | string };
  readonly status?: { readonly disruptionsAllowed?: number };
}

const columns = tableOf<DisruptionBudget>(
  'Name, Min Available, Max Unavailable, Allowed Disruptions:integer, Age',
  (budget, now) => [
    budget.metadata.name,
    String(budget.spec?.minAvailable ?? 'N/A'),
    String(budget.spec?.maxUnavailable ?? 'N/A'),
    budget.status?.disruptionsAllowed ?? 0,
    ageOf(budget, now),
  ],
);

export const kind = {
  table: 'policy/poddisruptionbudgets',
  claim: {
    behaviour: 'first status, table; evictions are held to it',
    upstream: 'pkg/registry/policy/poddisruptionbudget/strategy.go, pkg/registry/core/pod/storage/eviction.go',
    notModelled: 'validation',
  },
  columns,
  completeStatus: withTransitionTimes,
  firstStatus: () => ({ disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 }),
} satisfies BuiltinKind;
