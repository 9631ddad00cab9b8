import type { ChartOutline, ChartRelease, OutlineRendering, Values } from '../../charts/contract.ts';
import type { UnknownObject } from '../../kube/object.ts';
import { changeAt, fillSkeleton, tokensOf } from '../chart-skeleton.ts';
import { coalesceValues, isMap, listAt, textAt, unknownValues } from '../chart-values.ts';
import type { Claim } from '../system.ts';
import { chartCrds, chartData, comparedVersions } from './chart-files.ts';
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
    'The chart longhorn 1.12.1: objects and CRDs, by replicas, the policy for nodes that are down, and the backup target.',
  upstream: 'longhorn v1.12.1: chart',
  tested: 'src/systems/chart-fidelity.test.ts',
  notModelled: 'all other values',
};

const defaultValues: Values = {
  persistence: { defaultClassReplicaCount: 3 },
  defaultSettings: { defaultReplicaCount: '', nodeDownPodDeletionPolicy: '' },
  defaultBackupStore: { backupTarget: '' },
  csi: { attacherReplicaCount: '', provisionerReplicaCount: '', resizerReplicaCount: '', snapshotterReplicaCount: '' },
  longhornUI: { replicas: 2 },
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
    finish(object, values),
  );
  return {
    objects: objects as readonly Values[] as readonly UnknownObject[],
    unknown: unknownValues(release.values, defaultValues, []),
  };
}

function finish(object: Values, values: Values): Values {
  const change = (path: readonly string[], make: (text: string) => string): Values =>
    changeAt(object, path, (text) => make(String(text)));
  switch (`${object.kind}/${textAt(object, 'metadata.name')}`) {
    case 'ConfigMap/longhorn-default-resource':
      return change(['data', 'default-resource.yaml'], () =>
        resourceOf(textAt(values, 'defaultBackupStore.backupTarget')),
      );
    case 'ConfigMap/longhorn-default-setting':
      return change(['data', 'default-setting.yaml'], (text) => settingsOf(text, values));
    case 'ConfigMap/longhorn-storageclass':
      return change(['data', 'storageclass.yaml'], (text) =>
        text.replace(/(numberOfReplicas: )"\d+"/, `$1"${textAt(values, 'persistence.defaultClassReplicaCount')}"`),
      );
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

const resourceOf = (target: string): string => (target === '' ? '' : `backup-target: ${target}`);

/** Lines in the order of chart/templates/default-setting.yaml. */
function settingsOf(text: string, values: Values): string {
  const line = (key: string, path: string): string[] => {
    const value = textAt(values, `defaultSettings.${path}`);
    return value === '' ? [] : [`${key}: ${JSON.stringify(value)}`];
  };
  const [priority = '', ...others] = text.split('\n');
  return [
    ...line('default-replica-count', 'defaultReplicaCount'),
    priority,
    ...line('node-down-pod-deletion-policy', 'nodeDownPodDeletionPolicy'),
    ...others,
  ].join('\n');
}
