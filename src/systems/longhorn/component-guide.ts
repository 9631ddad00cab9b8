import type { Distribution, Roles } from '../../compose/roles.ts';
import { backupsOf, type LonghornOptions } from './lab.ts';

const usualPath = '/var/lib/longhorn';

/** What each node must have before Longhorn comes up (longhorn website docs, deploy/install, os-distro-specific/talos-linux-support). */
const needed = ({ image }: Distribution, { dataPath = usualPath }: LonghornOptions): string =>
  image
    ? `The image of the nodes brings the tools, iSCSI and util-linux, and kubelets share \`${dataPath}\` with pods: a machine that runs already is upgraded to that image first.`
    : 'Every node needs `open-iscsi` with `iscsid` running, and an NFS 4 client (`nfs-common`) for backups and for volumes that several nodes share. Where `multipathd` runs, it must leave `/dev/sd*` alone.';

/** What people must know who look after volumes, in Markdown. */
export function guideOf(options: LonghornOptions, { distribution }: Pick<Roles, 'distribution'>): string {
  const backups = backupsOf(options);
  const kept = backups
    ? `Backups go to \`${backups.target}\`, where the export must let the nodes write; \`kubectl -n longhorn-system get backuptargets\` shows whether it is reached.`
    : 'Nothing is backed up: copies on several nodes do not help when a volume is deleted or its data is wrong.';
  return `## Volumes

${needed(distribution, options)}

${kept}

One minor version is upgraded at a time, and none back. Longhorn refuses to be removed, and takes all data with it when it is made to: set \`deleting-confirmation-flag\` in its settings first.
`;
}
