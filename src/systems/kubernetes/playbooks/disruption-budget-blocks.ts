import { type KubeObject, printRef } from '../../../kube/object.ts';
import { matchesSelector } from '../../../kube/selector.ts';
import { kinds, type Pod, type PodDisruptionBudget } from '../../../kube/types.ts';
import { exampleOf, exampleOwner, examplePodOf } from '../../../operate/diagnose/example-objects.ts';
import type { Playbook } from '../../../operate/diagnose/playbook.ts';

/** Only these put a pod elsewhere without more; who keeps pods by a kind of its own lifts its budget itself when a node is drained. */
const builtIn = /^(ReplicaSet|StatefulSet)$/;

/** Whether a budget allows no eviction even while all is well. */
function allowsNone({ status }: PodDisruptionBudget): boolean {
  const { disruptionsAllowed = 0, expectedPods = 0, currentHealthy = 0, desiredHealthy = 0 } = status ?? {};
  return disruptionsAllowed === 0 && expectedPods > 0 && Math.min(currentHealthy, desiredHealthy) >= expectedPods;
}

const budget = (status: object, spec: object = { minAvailable: 1 }): KubeObject =>
  exampleOf(['policy/v1', 'PodDisruptionBudget'], 'web', {
    namespace: 'apps',
    spec: { selector: { matchLabels: { app: 'web' } }, ...spec },
    status: { ...{ disruptionsAllowed: 0, currentHealthy: 1, desiredHealthy: 1, expectedPods: 1 }, ...status },
  });
const pod = (kind: string) =>
  examplePodOf(
    { state: { running: { startedAt: '2026-01-01T08:00:00Z' } }, ready: true },
    {
      metadata: {
        labels: { app: 'web' },
        ...exampleOwner(kind === 'ReplicaSet' ? 'apps/v1' : 'example.org/v1', kind, 'web-1'),
      },
    },
  );

/** A budget that keeps its pods where they are for ever. */
export const disruptionBudgetBlocks: Playbook = {
  id: 'disruption-budget-blocks',
  symptom: 'A node cannot be drained: Cannot evict pod as it would violate the disruption budget of the pod.',
  why: 'an eviction needs disruptionsAllowed, the healthy pods beyond those that the budget wants (kubernetes pkg/controller/disruption/disruption.go)',
  reads: [kinds.PodDisruptionBudget],
  diagnose: (seen) => {
    const podsNear = ({ metadata: { namespace = '' }, spec }: PodDisruptionBudget): readonly Pod[] => {
      const { matchLabels = {} } = spec?.selector ?? {};
      const isNarrow = Object.keys(matchLabels).length > 0;
      return isNarrow ? seen.podsWith(namespace, matchLabels) : seen.list<Pod>(kinds.Pod, namespace);
    };
    return seen
      .list<PodDisruptionBudget>(kinds.PodDisruptionBudget)
      .filter(allowsNone)
      .filter((budget) =>
        podsNear(budget).some(
          (each) =>
            matchesSelector(budget.spec?.selector, each.metadata.labels) &&
            each.metadata.ownerReferences?.some(({ kind }) => builtIn.test(kind)),
        ),
      )
      .map((each) => ({
        object: printRef(each),
        shows: 'lets no pod of it be moved',
        severity: 'warning' as const,
        causes: [
          {
            likelihood: 'certain' as const,
            cause: 'it wants as many pods as there are, so that no node with one of them can be drained',
            evidence: [
              each.spec?.minAvailable === undefined
                ? `maxUnavailable: ${each.spec?.maxUnavailable}`
                : `minAvailable: ${each.spec.minAvailable}`,
              `healthy ${each.status?.currentHealthy} of ${each.status?.expectedPods}, wanted ${each.status?.desiredHealthy}`,
            ],
            fix: 'run one replica more than it wants, or set maxUnavailable: 1',
            commands: [`kubectl -n ${each.metadata.namespace} get pdb ${each.metadata.name}`],
          },
        ] as const,
      }));
  },
  examples: {
    healthy: [
      { objects: [budget({ disruptionsAllowed: 1, currentHealthy: 2, expectedPods: 2 }), pod('ReplicaSet')] },
      { objects: [budget({ currentHealthy: 1, expectedPods: 2 }), pod('ReplicaSet')] },
      { objects: [budget({}), pod('Keeper')] },
    ],
    ill: [
      { objects: [budget({}), pod('ReplicaSet')] },
      { objects: [budget({}, { maxUnavailable: 0 }), pod('ReplicaSet')] },
    ],
  },
};
