import type { LabRule } from '../../../check/rule.ts';
import type { StoringLab } from '../component-nodes.ts';
import { inLonghorn, place } from '../rule-lab.ts';

/** Values that were moved in 1.8 (longhorn chart/templates/default-resource.yaml). */
const moved = ['backupTarget', 'backupTargetCredentialSecret', 'backupstorePollInterval'];

export const backupTargetDropped: LabRule<StoringLab> = {
  id: 'backup-target-dropped',
  needs: 'lab',
  severity: 'warning',
  summary: 'Values of the chart name the place for backups where it is looked for no more.',
  why: 'since 1.8 the chart reads it from defaultBackupStore, and takes no notice of values that it does not know (longhorn chart/templates/default-resource.yaml)',
  check: inLonghorn((_, { values }) => {
    const settings = values?.defaultSettings;
    if (typeof settings !== 'object' || settings === null) return [];
    return moved
      .filter((key) => Object.hasOwn(settings, key))
      .map((key) => ({
        path: place('values', 'defaultSettings', key),
        atKey: true,
        message: `defaultSettings.${key} says where backups go, and nobody reads it`,
        hint: 'write backups in storage.longhorn, or defaultBackupStore in values',
      }));
  }),
  examples: {
    passing: [
      { storage: { longhorn: { values: { defaultSettings: { autoSalvage: false } } } } },
      { storage: { longhorn: { values: { defaultBackupStore: { backupTarget: 'nfs://nas.example.org:/b' } } } } },
    ],
    failing: [{ storage: { longhorn: { values: { defaultSettings: { backupTarget: 'nfs://nas.example.org:/b' } } } } }],
  },
};
