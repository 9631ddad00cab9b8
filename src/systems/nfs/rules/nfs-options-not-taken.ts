import type { LabRule } from '../../../check/rule.ts';
import type { NfsLab } from '../lab.ts';
import { sharesOf } from '../lab-shares.ts';

export const nfsOptionsNotTaken: LabRule<NfsLab> = {
  id: 'nfs-options-not-taken',
  needs: 'lab',
  severity: 'error',
  summary: 'A share that stands in pods itself has options of its mount.',
  why: 'a volume in a pod has a server, a path and readOnly, and nothing else: only a PersistentVolume has mountOptions (kubernetes pkg/volume/util/util.go, MountOptionFromSpec)',
  check: (lab) =>
    sharesOf(lab)
      .filter(({ as, mountOptions }) => as === 'volume' && mountOptions.length > 0)
      .map(({ name }) => ({
        path: ['storage', 'nfs', name, 'mountOptions'],
        message: `share ${name} stands in the pods itself, where it cannot have options`,
        hint: 'write as: claim, or leave them out',
      })),
  examples: {
    passing: [{ 'storage.nfs': { media: { server: '192.168.88.5', path: '/mnt', mountOptions: ['nfsvers=4.2'] } } }],
    failing: [
      {
        'storage.nfs': { media: { server: '192.168.88.5', path: '/mnt', as: 'volume', mountOptions: ['nfsvers=4.2'] } },
      },
    ],
  },
};
