import type { ControllerContext } from '../../cluster/controller.ts';
import type { Pod } from '../../kube/types.ts';
import type { PodPlan } from './pod-plan.ts';

interface Happening {
  readonly at: number;
  readonly reason: string;
  readonly message: string;
}

/** What the kubelet tells of the containers, with its moments (pkg/kubelet/images/image_manager.go, kuberuntime_container.go). */
function happeningsOf(plan: PodPlan): readonly Happening[] {
  return plan.containers.flatMap(({ image, pullAt, startAt, startedAt }) => {
    const took = pullAt === undefined ? '' : `${(startAt - pullAt) / 1000}s`;
    const pulled: readonly Happening[] =
      pullAt === undefined
        ? [
            {
              at: startAt,
              reason: 'Pulled',
              message: `Container image "${image}" already present on machine and can be accessed by the pod`,
            },
          ]
        : [
            { at: pullAt, reason: 'Pulling', message: `Pulling image "${image}"` },
            {
              at: startAt,
              reason: 'Pulled',
              message: `Successfully pulled image "${image}" in ${took} (${took} including waiting).`,
            },
          ];
    return [
      ...pulled,
      { at: startedAt, reason: 'Created', message: 'Container created' },
      { at: startedAt, reason: 'Started', message: 'Container started' },
    ];
  });
}

/** Records what happened after `since` and up to `now`. */
export async function tellContainerEvents(
  pod: Pod,
  plan: PodPlan,
  { since, now }: { readonly since: number; readonly now: number },
  context: ControllerContext,
): Promise<void> {
  for (const { at, reason, message } of happeningsOf(plan)) {
    if (at > since && at <= now)
      await context.record({ object: pod, type: 'Normal', reason, message, source: 'kubelet' });
  }
}
