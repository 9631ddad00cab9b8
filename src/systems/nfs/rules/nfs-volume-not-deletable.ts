import type { ObjectsRule, Problem } from '../../../check/rule.ts';
import { exampleVolume, volumesOf } from '../../kubernetes/rule-volumes.ts';

export const nfsVolumeNotDeletable: ObjectsRule = {
  id: 'nfs-volume-not-deletable',
  needs: 'objects',
  severity: 'warning',
  summary: 'A volume of an NFS server is to be deleted with its claim, and nothing can do that.',
  why: 'it ends in phase Failed: no deletable volume plugin matched (kubernetes pkg/controller/volume/persistentvolume/pv_controller.go, doDeleteVolume)',
  check: (input) =>
    volumesOf(input).flatMap(({ object: { metadata, spec }, on }): Problem[] => {
      const isMade = metadata.annotations?.['pv.kubernetes.io/provisioned-by'] !== undefined;
      if (!spec?.nfs || spec.persistentVolumeReclaimPolicy !== 'Delete' || isMade) return [];
      const message =
        'once its claim is gone it fails, and no claim gets it any more: nothing can delete a folder of an NFS server';
      const path = ['spec', 'persistentVolumeReclaimPolicy'];
      return [{ on, path, message, hint: 'write Retain' }];
    }),
  examples: {
    passing: [exampleVolume({ persistentVolumeReclaimPolicy: 'Retain' }), exampleVolume({}, 'other')],
    failing: [exampleVolume({ persistentVolumeReclaimPolicy: 'Delete' })],
  },
};
