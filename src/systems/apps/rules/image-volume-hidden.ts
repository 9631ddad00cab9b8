import type { ObjectsRule } from '../../../check/rule.ts';
import { imageObject } from '../images/image-objects.ts';
import { exampleWorkload, imageProblems } from '../rule-containers.ts';

const image = 'docker.io/library/postgres:17';
const known = imageObject(image, { ports: [], user: '', volumes: ['/var/lib/postgresql/data'] }, 'its configuration');
const volumes = [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }];
const mountedAt = (mountPath: string) => ({ image, volumeMounts: [{ name: 'data', mountPath }] });

export const imageVolumeHidden: ObjectsRule = {
  id: 'image-volume-hidden',
  needs: 'objects',
  severity: 'warning',
  summary: 'A lasting volume is mounted above a folder that the image declares as a volume, which it does not hold.',
  why: 'the runtime mounts an empty volume at each folder that an image declares, unless something is mounted at that very folder (containerd internal/cri/server/container_create.go volumeMounts)',
  looksBeyond: true,
  check: (input) =>
    imageProblems(input, 'hidden', ({ folders }) => `mount the volume at ${folders.join(', ')} itself (subPath helps)`),
  examples: {
    passing: [known, exampleWorkload(mountedAt('/var/lib/postgresql/data'), { volumes })],
    failing: [known, exampleWorkload(mountedAt('/var/lib/postgresql'), { volumes })],
  },
};
