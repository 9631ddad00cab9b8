import type { Rule } from '../../../check/rule.ts';
import { exampleWorkload, imageProblems } from '../rule-containers.ts';

const image = 'docker.io/library/nginx:1.29';
const securityContext = { readOnlyRootFilesystem: true };
const mounts = (...paths: string[]) => paths.map((mountPath, i) => ({ name: `v${i}`, mountPath }));

export const imageCannotWrite: Rule = {
  id: 'image-cannot-write',
  severity: 'error',
  summary: 'The image of a container is known to write to folders that are read-only for it.',
  why: 'the program ends at its start, and the pod with it: CrashLoopBackOff (nginxinc/docker-nginx-unprivileged README.md, and the file of the image that the message names)',
  check: (input) => imageProblems(input, 'folder', ({ folders }) => `mount an emptyDir at ${folders.join(' and at ')}`),
  examples: {
    passing: [
      exampleWorkload({ image }),
      exampleWorkload({ image, securityContext, volumeMounts: mounts('/var/cache/nginx', '/var/run') }),
    ],
    failing: [
      exampleWorkload({ image, securityContext }),
      exampleWorkload({ image, securityContext: { runAsUser: 1000 } }),
    ],
  },
};
