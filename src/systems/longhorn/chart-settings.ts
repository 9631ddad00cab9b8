import type { Values } from '../../charts/contract.ts';
import { isMap, valueAt } from '../chart-values.ts';

/** How the chart prints a setting: as it is, between quotes, or as JSON between quotes where it is a mapping. */
type Form = 'plain' | 'quoted';

/** The settings that the outline knows by their values, in the order of chart/templates/default-setting.yaml. */
const settings: readonly (readonly [key: string, value: string, form: Form])[] = [
  ['allow-recurring-job-while-volume-detached', 'allowRecurringJobWhileVolumeDetached', 'plain'],
  ['create-default-disk-labeled-nodes', 'createDefaultDiskLabeledNodes', 'plain'],
  ['default-data-path', 'defaultDataPath', 'quoted'],
  ['replica-soft-anti-affinity', 'replicaSoftAntiAffinity', 'plain'],
  ['replica-auto-balance', 'replicaAutoBalance', 'quoted'],
  ['storage-over-provisioning-percentage', 'storageOverProvisioningPercentage', 'quoted'],
  ['storage-minimal-available-percentage', 'storageMinimalAvailablePercentage', 'quoted'],
  ['storage-reserved-percentage-for-default-disk', 'storageReservedPercentageForDefaultDisk', 'quoted'],
  ['default-replica-count', 'defaultReplicaCount', 'quoted'],
  ['default-data-locality', 'defaultDataLocality', 'quoted'],
  ['taint-toleration', 'taintToleration', 'quoted'],
  ['priority-class', 'priorityClass', 'quoted'],
  ['auto-salvage', 'autoSalvage', 'plain'],
  ['disable-scheduling-on-cordoned-node', 'disableSchedulingOnCordonedNode', 'plain'],
  ['replica-zone-soft-anti-affinity', 'replicaZoneSoftAntiAffinity', 'plain'],
  ['node-down-pod-deletion-policy', 'nodeDownPodDeletionPolicy', 'quoted'],
  ['node-drain-policy', 'nodeDrainPolicy', 'quoted'],
  ['replica-replenishment-wait-interval', 'replicaReplenishmentWaitInterval', 'quoted'],
  ['concurrent-replica-rebuild-per-node-limit', 'concurrentReplicaRebuildPerNodeLimit', 'quoted'],
  ['disable-revision-counter', 'disableRevisionCounter', 'quoted'],
];

/** Values of the settings as the chart has them: all but two are left to the program. */
export const defaultSettings: Values = {
  ...Object.fromEntries(settings.map(([, value]) => [value, ''])),
  priorityClass: 'longhorn-critical',
  disableRevisionCounter: '{"v1":"true"}',
};

/** The file of the ConfigMap `longhorn-default-setting`. */
export const settingsText = (values: Values): string =>
  settings
    .flatMap(([key, path, form]) => settingLine(key, valueAt(values, `defaultSettings.${path}`), form))
    .join('\n');

function settingLine(key: string, value: Values[string] | undefined, form: Form): readonly string[] {
  if (value === undefined || value === null || value === '') return [];
  const text = isMap(value) ? JSON.stringify(value) : String(value);
  return [`${key}: ${form === 'quoted' ? JSON.stringify(text) : text}`];
}
