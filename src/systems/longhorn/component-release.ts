import type { ComposedObject } from '../../compose/composed-object.ts';
import { tolerateTaints } from '../../compose/objects/tolerations.ts';
import type { Roles } from '../../compose/roles.ts';
import { longhornNamespace as namespace } from './component-names.ts';
import { replicasOf, type StoringLab, taintToleration, toleratesTaints } from './component-nodes.ts';
import { backupsOf, type LonghornOptions } from './lab.ts';

/** The release of Longhorn as the lab has it. */
export const longhornRelease = (lab: StoringLab, options: LonghornOptions, roles: Roles): ComposedObject =>
  roles.delivery.release({
    name: 'longhorn',
    namespace,
    chart: 'longhorn',
    version: lab.versions.longhorn,
    repository: 'longhorn',
    own: { path: ['storage', 'longhorn', 'values'], values: options.values },
    values: valuesOf(lab, options, roles),
    comments: {
      'spec.values.persistence': 'For volumes that are claimed; those made in the UI follow defaultSettings.',
      'spec.values.defaultSettings.nodeDownPodDeletionPolicy':
        'A pod of a dead node is never gone by itself, and its volume stays with it.',
      'spec.values.defaultSettings.createDefaultDiskLabeledNodes':
        'A node without the label node.longhorn.io/create-default-disk keeps no copies.',
      'spec.values.defaultSettings.taintToleration': 'For what the managers start themselves on tainted nodes.',
      'spec.values.global.tolerations': 'Pods on tainted nodes can have volumes only where Longhorn runs, too.',
    },
  });

function valuesOf(lab: StoringLab, options: LonghornOptions, { distribution }: Roles) {
  const replicas = replicasOf(lab, options);
  const tolerations = toleratesTaints(lab, options) ? tolerateTaints(distribution) : [];
  const backups = backupsOf(options);
  return {
    ...(tolerations.length > 0 && { global: { tolerations } }),
    persistence: { ...(!options.default && { defaultClass: false }), defaultClassReplicaCount: replicas },
    defaultSettings: {
      defaultReplicaCount: String(replicas),
      ...(options.nodes === 'labelled' && { createDefaultDiskLabeledNodes: true }),
      ...(options.dataPath !== undefined && { defaultDataPath: options.dataPath }),
      ...(tolerations.length > 0 && { taintToleration: taintToleration(tolerations) }),
      nodeDownPodDeletionPolicy: options.nodeDown,
    },
    ...(backups && { defaultBackupStore: { backupTarget: backups.target } }),
  };
}
