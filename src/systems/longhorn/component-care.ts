import type { ComposedSystem } from '../../compose/composed-object.ts';

/** What people must know of Longhorn as long as it keeps volumes (docs: high-availability/node-failure, maintenance). */
export const care: Pick<ComposedSystem, 'tasks' | 'pins'> = {
  tasks: [
    {
      about: 'node',
      text: 'Longhorn needs `open-iscsi` on it, and the NFS client where backups go to NFS; its disk is used at once.',
    },
    {
      about: 'loss',
      text: 'Volumes with another replica go on; Longhorn builds the lost ones anew on other nodes. Before a node is deleted, delete it in the UI of Longhorn, too.',
    },
    {
      about: 'upgrade',
      text: 'Longhorn (`versions.longhorn`): one minor version at a time, with all volumes healthy; afterwards the engines of the volumes are upgraded in its UI.',
    },
  ],
  pins: [{ field: 'longhorn', datasource: 'helm', dependency: 'longhorn', registry: 'https://charts.longhorn.io' }],
};
