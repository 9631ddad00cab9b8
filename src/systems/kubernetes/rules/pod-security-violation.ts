import type { ObjectsRule } from '../../../check/rule.ts';
import { breachesOf } from '../../../cluster/embedded/admission/pod-security-checks.ts';
import { exampleDeployment, exampleNamespace } from '../rule-fixtures.ts';
import { workloadsOf } from '../rule-workloads.ts';

const label = 'pod-security.kubernetes.io/enforce';

export const podSecurityViolation: ObjectsRule = {
  id: 'pod-security-violation',
  needs: 'objects',
  severity: 'error',
  summary: 'The pods of a workload break the Pod Security level that their namespace enforces: none is ever created.',
  why: 'violates PodSecurity (kubernetes staging/src/k8s.io/pod-security-admission/policy/registry.go)',
  check: (input) =>
    workloadsOf(input).flatMap(({ on, namespace, spec, path }) => {
      const level = input.find('Namespace', namespace)?.object.metadata.labels?.[label];
      if (level === undefined || level === 'privileged') return [];
      const breaches = breachesOf(level, spec);
      if (breaches.length === 0) return [];
      const reasons = breaches.map(({ reason, detail }) => `${reason} (${detail})`).join(', ');
      const message = `violates PodSecurity "${level}:latest" of namespace ${namespace}: ${reasons}`;
      const hint = `set the securityContext, or lower the label ${label} of the namespace`;
      return [{ on, path, message, hint }];
    }),
  examples: {
    passing: [exampleNamespace('baseline'), exampleDeployment()],
    failing: [exampleNamespace('restricted'), exampleDeployment()],
  },
};
