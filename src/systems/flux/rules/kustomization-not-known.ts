import type { ClusterRule } from '../../../check/rule.ts';
import { unreadyTold } from '../explain/never-ready.ts';
import { exampleReady, exampleUnready } from '../explain/unready-examples.ts';

/** A build that is not done here. */
export const kustomizationNotKnown: ClusterRule = {
  id: 'kustomization-not-known',
  needs: 'cluster',
  severity: 'unknown',
  summary: 'What a Kustomization brings is not known.',
  why: 'a build that needs more than the files of the repository is left out (kustomize docs references/kustomize/kustomization)',
  check: unreadyTold('kustomization-not-known'),
  examples: {
    passing: [exampleReady],
    failing: [exampleUnready({ reason: 'NotModelled', message: 'it builds from a remote base' })],
  },
};
