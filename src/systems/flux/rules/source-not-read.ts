import type { ClusterRule } from '../../../check/rule.ts';
import { unreadyTold } from '../explain/never-ready.ts';
import { exampleElsewhere, exampleReady } from '../explain/unready-examples.ts';

/** A source of another repository. */
export const sourceNotRead: ClusterRule = {
  id: 'source-not-read',
  needs: 'cluster',
  severity: 'unknown',
  summary: 'A Kustomization reads a source that is not this repository.',
  why: 'nothing is fetched: only the files that are here are applied (source-controller docs spec/v1/gitrepositories.md)',
  check: unreadyTold('source-not-read'),
  examples: { passing: [exampleReady], failing: [exampleElsewhere] },
};
