import type { ClusterRule } from '../../../check/rule.ts';
import { unreadyTold } from '../explain/never-ready.ts';
import { exampleReady, exampleUnready } from '../explain/unready-examples.ts';

/** Something never became ready, for a reason that has no rule of its own. */
export const neverReady: ClusterRule = {
  id: 'never-ready',
  needs: 'cluster',
  severity: 'error',
  summary: 'An object that Flux applied, or that applies others, never became ready.',
  why: 'an object without the condition Ready keeps what waits for it from starting (fluxcd/pkg ssa/manager_wait.go)',
  check: unreadyTold('never-ready'),
  examples: {
    passing: [exampleReady],
    failing: [exampleUnready({ message: 'timeout waiting for: [Deployment/web/site status: InProgress]' })],
  },
};
