import type { ObjectsRule } from '../../../check/rule.ts';
import { exampleWorkload, imageProblems } from '../rule-containers.ts';

const image = 'docker.io/traefik/whoami:v1.11.0';

export const imageRunsAsRoot: ObjectsRule = {
  id: 'image-runs-as-root',
  needs: 'objects',
  severity: 'error',
  summary: 'A container must not be root, and the user of its image is known to be root, or a name.',
  why: 'the kubelet refuses to create it: CreateContainerConfigError (kubernetes pkg/kubelet/kuberuntime/security_context.go verifyRunAsNonRoot)',
  looksBeyond: true,
  check: (input) => imageProblems(input, 'user', () => 'set securityContext.runAsUser to an id above 0, e.g. 65532'),
  examples: {
    passing: [exampleWorkload({ image }, { securityContext: { runAsNonRoot: true, runAsUser: 65532 } })],
    failing: [exampleWorkload({ image }, { securityContext: { runAsNonRoot: true } })],
  },
};
