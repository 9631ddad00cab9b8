import type { Claim } from '../system.ts';
import { chartClaim } from './chart.ts';

/** What is modelled of Longhorn, where it was read, and how it is tested. */
export const claims: readonly Claim[] = [
  chartClaim,
  {
    behaviour:
      'Composed where the lab names it: copies by the nodes that keep them, taints, classes, backups, recurring jobs, the UI behind gate and login',
    upstream:
      'longhorn chart/values.yaml; website docs: set-backup-target, accessing-the-ui; longhorn-manager types/setting.go',
    tested: 'src/systems/longhorn/component.test.ts, src/systems/longhorn/bring-up.test.ts',
  },
  {
    behaviour:
      'While its managers run: the classes longhorn (from the ConfigMap of the chart) and longhorn-static, and the registered driver',
    upstream:
      'longhorn-manager controller/kubernetes_configmap_controller.go, controller/setting_controller.go, csi/deployment.go',
    tested: 'src/systems/longhorn/controllers.test.ts',
    notModelled:
      'engines, replicas and their rebuilding, snapshots and backups themselves; the workloads of the CSI driver; that nodes have iscsid and an NFS client',
  },
  {
    behaviour:
      'Room on disks whose size the lab gives: a volume of which no copy finds a place is bound and never attached; a lab whose volumes cannot fit is told',
    upstream: 'longhorn-manager scheduler/replica_scheduler.go, csi/controller_server.go',
    tested: 'src/systems/longhorn/room/room.test.ts, src/systems/longhorn/controllers.test.ts',
    notModelled:
      'disks that are not those of machines the lab makes; what is really free (storage-minimal-available-percentage); volumes of which only some copies find a place run without a word',
  },
  {
    behaviour: 'A node that is down: which pods are deleted, and when their volumes follow',
    upstream: 'longhorn-manager controller/kubernetes_pod_controller.go',
    tested: 'src/systems/longhorn/controllers.test.ts',
    notModelled: 'settings changed in the UI; a volume of which no copy is left',
  },
];
