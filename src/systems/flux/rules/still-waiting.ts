import type { ClusterRule } from '../../../check/rule.ts';
import { unreadyTold } from '../explain/never-ready.ts';
import { exampleReady, exampleUnready } from '../explain/unready-examples.ts';

/** What waits is a note beside the error of what it waits for. */
export const stillWaiting: ClusterRule = {
  id: 'still-waiting',
  needs: 'cluster',
  severity: 'info',
  summary: 'An object only waits for another one that never became ready.',
  why: 'a Kustomization begins when those it depends on are ready (kustomize-controller internal/controller/kustomization_controller.go checkDependencies)',
  check: unreadyTold('still-waiting'),
  examples: {
    passing: [exampleReady, exampleUnready({ waitedFor: ['flux-system/configs'] })],
    failing: [
      {
        objects: [],
        seen: () => ({
          convergence: [
            { kind: 'Kustomization', name: 'flux-system/apps', startedAt: 0, waitedFor: ['flux-system/configs'] },
            { kind: 'Kustomization', name: 'flux-system/configs', startedAt: 0, waitedFor: [] },
          ],
        }),
      },
    ],
  },
};
