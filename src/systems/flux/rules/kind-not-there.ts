import type { ClusterRule } from '../../../check/rule.ts';
import { unreadyTold } from '../explain/never-ready.ts';
import { exampleReady, exampleUnready } from '../explain/unready-examples.ts';

/** A kind that comes too late, or never. */
export const kindNotThere: ClusterRule = {
  id: 'kind-not-there',
  order: true,
  needs: 'cluster',
  severity: 'error',
  summary: 'A Kustomization has objects of a kind that is not served when it is applied.',
  why: 'nothing of a Kustomization is applied before its kinds are known (fluxcd/pkg ssa/manager_apply.go ApplyAllStaged)',
  check: unreadyTold('kind-not-there'),
  examples: {
    passing: [exampleReady, exampleUnready({ message: 'something else' })],
    failing: [
      exampleUnready(
        { message: 'it has objects of a kind that is not served' },
        {
          code: 'kind-not-there',
          message: 'it has objects of a kind that is not served',
          hint: 'put the objects of that kind into a Kustomization that depends on the one of the release',
        },
      ),
    ],
  },
};
