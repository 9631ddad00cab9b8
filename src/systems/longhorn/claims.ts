import type { Claim } from '../system.ts';
import { chartClaim } from './chart.ts';

/** What is modelled of Longhorn, where it was read, and how it is tested. */
export const claims: readonly Claim[] = [
  chartClaim,
  {
    behaviour: 'Composed where the lab names it: replicas by nodes, backups each night, the UI for trusted networks',
    upstream: 'longhorn chart/values.yaml; website docs: set-backup-target, accessing-the-ui',
    tested: 'src/systems/longhorn/component.test.ts',
    notModelled:
      'what its managers make: StorageClasses, engines, replicas and their rebuilding; that nodes have iscsid and an NFS client',
  },
];
