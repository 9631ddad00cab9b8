import type { ObjectsRule } from '../../../check/rule.ts';
import { imageObject } from '../images/image-objects.ts';
import { exampleWorkload, imageProblems } from '../rule-containers.ts';

const image = 'ghcr.io/example/app:1';
const known = imageObject(image, { ports: [], user: '1000', volumes: ['/data'] }, 'its configuration');
const volumeMounts = [{ name: 'data', mountPath: '/data' }];

export const imageVolumeNotKept: ObjectsRule = {
  id: 'image-volume-not-kept',
  needs: 'objects',
  severity: 'info',
  summary: 'Nothing is mounted at a folder that the image of a container declares as a volume.',
  why: 'the runtime mounts an empty volume there, writable on a read-only root, too, and removes it with the container (containerd internal/cri/server/container_create.go volumeMounts)',
  looksBeyond: true,
  check: (input) =>
    imageProblems(
      input,
      'unkept',
      ({ folders }) => `mount a volume at ${folders.join(' and ')} where it is to outlast the container`,
    ),
  examples: {
    passing: [known, exampleWorkload({ image, volumeMounts }, { volumes: [{ name: 'data', emptyDir: {} }] })],
    failing: [known, exampleWorkload({ image, securityContext: { readOnlyRootFilesystem: true } })],
  },
};
