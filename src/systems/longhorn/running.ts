import type { SystemPart } from '../../controlplane/kit/system-part.ts';
import { type DaemonSet, kinds, type Pod } from '../../kube/types.ts';

/** The managers, one a node: they keep the classes, the settings and the volumes. */
export const managerPart: SystemPart<DaemonSet> = {
  kind: kinds.DaemonSet,
  labels: [{ app: 'longhorn-manager' }],
  runs: ({ status }) => (status?.numberReady ?? 0) > 0,
};

/** What brings the CSI driver up, once it runs. */
export const deployerPart: SystemPart<Pod> = {
  kind: kinds.Pod,
  labels: [{ app: 'longhorn-driver-deployer' }],
  runs: ({ status, metadata }) => status?.phase === 'Running' && !metadata.deletionTimestamp,
};
