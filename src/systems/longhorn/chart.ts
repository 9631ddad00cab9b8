import type { ChartOutline, ChartRelease, OutlineRendering, Values } from '../../charts/contract.ts';
import type { Json, UnknownObject } from '../../kube/object.ts';
import { changeAt, fillSkeleton, tokensOf } from '../chart-skeleton.ts';
import { coalesceValues, isMap, listAt, textAt, unknownValues, valueAt } from '../chart-values.ts';
import type { Claim } from '../system.ts';
import { chartCrds, chartData, comparedVersions } from './chart-files.ts';
import { defaultSettings, settingsText } from './chart-settings.ts';
import { longhornNamespace } from './component-names.ts';

const isCompared = (version: string): boolean => comparedVersions.some((known) => known === version.replace(/^v/, ''));

const newest = comparedVersions[0];

/** The chart `longhorn/longhorn`, 1.12.1. */
export const chart: ChartOutline = {
  chart: 'longhorn',
  repositories: ['https://charts.longhorn.io'],
  usual: { namespace: longhornNamespace, values: {} },
  versions: comparedVersions,
  supports: isCompared,
  nearestTo: () => newest,
  render: renderChart,
  crds: async () => (await chartCrds[newest]()) as readonly UnknownObject[],
};

/** What the outline covers, for the reference page. */
export const chartClaim: Claim = {
  behaviour:
    'The chart longhorn 1.12.1: objects and CRDs, by the default class, settings, tolerations and the backup target.',
  upstream: 'longhorn v1.12.1: chart',
  tested: 'src/systems/chart-fidelity.test.ts',
  notModelled: 'all other values',
};

const defaultValues: Values = {
  global: { tolerations: [] },
  persistence: {
    ...{ defaultClass: true, defaultClassReplicaCount: 3, defaultDataLocality: 'disabled', reclaimPolicy: 'Delete' },
  },
  defaultSettings,
  defaultBackupStore: { backupTarget: '', pollInterval: '' },
  csi: { attacherReplicaCount: '', provisionerReplicaCount: '', resizerReplicaCount: '', snapshotterReplicaCount: '' },
  longhornManager: { tolerations: [] },
  longhornDriver: { tolerations: [] },
  longhornUI: { replicas: 2, tolerations: [] },
};

/** Workers of the CSI driver, in the order in which the chart tells of them (chart/templates/deployment-driver.yaml). */
const workers = ['attacher', 'provisioner', 'resizer', 'snapshotter'];

const workerCounts = (values: Values): readonly Values[] =>
  workers.flatMap((worker) => {
    const value = textAt(values, `csi.${worker}ReplicaCount`);
    return value === '' ? [] : [{ name: `CSI_${worker.toUpperCase()}_REPLICA_COUNT`, value }];
  });

function renderChart(release: ChartRelease): OutlineRendering {
  const values = coalesceValues(defaultValues, release.values);
  const tokens = tokensOf('longhorn', release, `v${newest}`);
  const objects = fillSkeleton(chartData[newest].base as unknown as readonly Values[], tokens).map((object) =>
    tolerating(finish(object, values), values),
  );
  return {
    objects: objects as readonly Values[] as readonly UnknownObject[],
    unknown: unknownValues(release.values, defaultValues, ['global.tolerations', ...ownTolerations]),
  };
}

/** Who has tolerations of its own; the jobs have those of the managers. */
const tolerationsOf = (name: string): string => {
  if (name === 'longhorn-ui') return 'longhornUI.tolerations';
  return name === 'longhorn-driver-deployer' ? 'longhornDriver.tolerations' : 'longhornManager.tolerations';
};
const ownTolerations = ['longhornManager.tolerations', 'longhornDriver.tolerations', 'longhornUI.tolerations'];

/** Tolerations of a workload: its own, or else those of all (chart/templates/daemonset-sa.yaml and others). */
function tolerating(object: Values, values: Values): Values {
  const own = listAt(values, tolerationsOf(textAt(object, 'metadata.name')));
  const tolerations = own.length > 0 ? own : listAt(values, 'global.tolerations');
  if (tolerations.length === 0 || !isMap(valueAt(object, 'spec.template.spec'))) return object;
  return changeAt(object, ['spec', 'template', 'spec', 'tolerations'], () => tolerations as Json);
}

function finish(object: Values, values: Values): Values {
  const change = (path: readonly string[], make: (text: string) => string): Values =>
    changeAt(object, path, (text) => make(String(text)));
  switch (`${object.kind}/${textAt(object, 'metadata.name')}`) {
    case 'ConfigMap/longhorn-default-resource':
      return change(['data', 'default-resource.yaml'], () => resourceOf(values));
    case 'ConfigMap/longhorn-default-setting':
      return change(['data', 'default-setting.yaml'], () => settingsText(values));
    case 'ConfigMap/longhorn-storageclass':
      return change(['data', 'storageclass.yaml'], (text) => classText(text, values));
    case 'Deployment/longhorn-driver-deployer':
      return changeAt(object, ['spec', 'template', 'spec', 'containers'], (containers) =>
        (containers as readonly Values[]).map((container) =>
          isMap(container) ? { ...container, env: [...listAt(container, 'env'), ...workerCounts(values)] } : container,
        ),
      );
    case 'Deployment/longhorn-ui':
      return changeAt(object, ['spec', 'replicas'], () => Number(textAt(values, 'longhornUI.replicas')));
    default:
      return object;
  }
}

/** Lines of chart/templates/default-resource.yaml. */
function resourceOf(values: Values): string {
  const line = (key: string, path: string): string[] => {
    const value = textAt(values, `defaultBackupStore.${path}`);
    return value === '' ? [] : [`${key}: ${value}`];
  };
  return [...line('backup-target', 'backupTarget'), ...line('backupstore-poll-interval', 'pollInterval')].join('\n');
}

/** The class in chart/templates/storageclass.yaml. */
function classText(text: string, values: Values): string {
  const fields: readonly (readonly [RegExp, string])[] = [
    [/(is-default-class: )".*"/, 'persistence.defaultClass'],
    [/(reclaimPolicy: )".*"/, 'persistence.reclaimPolicy'],
    [/(numberOfReplicas: )".*"/, 'persistence.defaultClassReplicaCount'],
    [/(dataLocality: )".*"/, 'persistence.defaultDataLocality'],
  ];
  return fields.reduce(
    (made, [field, path]) => made.replace(field, (_, key) => `${key}"${textAt(values, path)}"`),
    text,
  );
}
