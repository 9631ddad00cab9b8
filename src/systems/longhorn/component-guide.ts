import type { StoringLab } from './component-nodes.ts';
import { backupsOf, type LonghornOptions } from './lab.ts';

const usualPath = '/var/lib/longhorn';

/** What each node must have before Longhorn comes up (longhorn website docs, deploy/install, os-distro-specific/talos-linux-support). */
function needed(lab: StoringLab, options: LonghornOptions): string {
  const path = options.dataPath ?? usualPath;
  return lab.distribution.kind === 'talos'
    ? `The image of every node has the extensions \`siderolabs/iscsi-tools\` and \`siderolabs/util-linux-tools\`, and its kubelet the mount \`${path}\`, shared: a machine that was installed before Longhorn was asked for is upgraded to that image first.`
    : `Every node needs \`open-iscsi\` with \`iscsid\` running, and an NFS 4 client (\`nfs-common\`) for backups and for volumes that several nodes share. Where \`multipathd\` runs, it must leave \`/dev/sd*\` alone.`;
}

/** What people must know who look after volumes, in Markdown. */
export function guideOf(lab: StoringLab, options: LonghornOptions): string {
  const backups = backupsOf(options);
  const kept = backups
    ? `Backups go to \`${backups.target}\`, where the export must let the nodes write; \`kubectl -n longhorn-system get backuptargets\` shows whether it is reached.`
    : 'Nothing is backed up: copies on several nodes do not help when a volume is deleted or its data is wrong.';
  return `## Volumes

${needed(lab, options)}

${kept}

One minor version is upgraded at a time, and none back. Longhorn refuses to be removed, and takes all data with it when it is made to: set \`deleting-confirmation-flag\` in its settings first.
`;
}
