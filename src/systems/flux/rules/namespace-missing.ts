import type { ClusterRule } from '../../../check/rule.ts';
import { unreadyTold } from '../explain/never-ready.ts';
import { exampleReady, exampleUnready } from '../explain/unready-examples.ts';

/** A namespace that nobody makes, or too late. */
export const namespaceMissing: ClusterRule = {
  id: 'namespace-missing',
  order: true,
  needs: 'cluster',
  severity: 'error',
  summary: 'An object is in a namespace that nobody made.',
  why: 'the API server refuses objects of a namespace that is not there (apiserver pkg/admission/plugin/namespace/lifecycle/admission.go)',
  check: unreadyTold('namespace-missing'),
  examples: {
    passing: [exampleReady, exampleUnready({ message: 'something else' })],
    failing: [
      exampleUnready(
        { message: 'namespaces "web" not found' },
        {
          code: 'namespace-missing',
          message: 'namespaces "web" not found',
          hint: 'add a Namespace web to the same Kustomization',
        },
      ),
    ],
  },
};
