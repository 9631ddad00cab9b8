import type { Claim } from '../system.ts';

/** What is modelled of Talos, where it was read, and how it is tested. */
export const claims: readonly Claim[] = [
  {
    behaviour: 'Patches of the machine configs: addresses, API address, disk, mounts, labels, taints, exemptions',
    upstream: 'pkg/machinery/config/types/v1alpha1/v1alpha1_types.go; types/network/hostname.go',
    tested: 'src/systems/talos/component.test.ts',
    notModelled: 'bonds, VLANs, further volumes, disk encryption',
  },
  {
    behaviour: 'The schematic of the image and its id',
    upstream: 'image-factory pkg/schematic/schematic.go',
    tested: 'src/systems/talos/schematic/schematic.test.ts',
  },
  {
    behaviour: 'Which versions of Kubernetes a Talos runs',
    upstream: 'pkg/machinery/compatibility',
    tested: 'src/systems/talos/supported/kubernetes-versions.test.ts',
    notModelled: 'versions before 1.11 and after 1.13',
  },
];
