import type { LabRule, ObjectsRule } from '../../../check/rule.ts';
import type { AppsLab } from '../lab.ts';
import { conflictsOf } from '../lab-images.ts';
import { exampleWorkload, imageProblems } from '../rule-containers.ts';

const image = 'docker.io/library/nginx:1.29';
const securityContext = { readOnlyRootFilesystem: true };
const mounts = (...paths: string[]) => paths.map((mountPath, i) => ({ name: `v${i}`, mountPath }));

export const imageCannotWrite: readonly [LabRule<AppsLab>, ObjectsRule] = [
  {
    id: 'image-cannot-write',
    needs: 'lab',
    severity: 'error',
    summary: 'The image of an app must write to folders it may not write to.',
    why: 'the program ends at its start, and the pod with it: CrashLoopBackOff',
    check: (lab) =>
      conflictsOf(lab, 'folder', (app, { folders }, path) => ({
        path: [...path, app.readOnlyRoot ? 'readOnlyRoot' : 'user'],
        hint: `write writable: [${[...app.writable, ...folders].join(', ')}]${app.readOnlyRoot ? '' : ', or remove user'}`,
      })),
    examples: {
      passing: [{ 'apps.0.image': 'docker.io/library/nginx:1.29', 'apps.0.port': 80 }],
      failing: [{ 'apps.0.image': 'docker.io/library/nginx:1.29', 'apps.0.port': 80, 'apps.0.readOnlyRoot': true }],
    },
  },
  {
    id: 'image-cannot-write',
    needs: 'objects',
    severity: 'error',
    summary: 'The image of a container is known to write to folders that are read-only for it.',
    why: 'the program ends at its start, and the pod with it: CrashLoopBackOff (nginxinc/docker-nginx-unprivileged README.md, and the file of the image that the message names)',
    check: (input) =>
      imageProblems(input, 'folder', ({ folders }) => `mount an emptyDir at ${folders.join(' and at ')}`),
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
  },
];
