import type { Claim } from '../system.ts';

/** What is modelled of NFS volumes, where it was read, and how it is tested. */
export const claims: readonly Claim[] = [
  {
    behaviour:
      'A claim gets the volume that it names where size, class and modes agree, or the one that is kept for it',
    upstream:
      'kubernetes v1.36.3: pkg/controller/volume/persistentvolume/pv_controller.go, component-helpers storage/volume/pv_helpers.go',
    tested: 'src/controlplane/workloads/workloads.test.ts',
    notModelled: 'nodes that a volume is bound to',
  },
  {
    behaviour: 'Composed as a pair of volume and claim that are bound to each other alone, or in the pod itself',
    upstream: 'kubernetes v1.36.3: pkg/volume/nfs/nfs.go, pkg/volume/util/util.go',
    tested: 'src/systems/nfs/component.test.ts',
    notModelled: 'mounts: they are taken to succeed; servers that go away while they are mounted',
  },
];
