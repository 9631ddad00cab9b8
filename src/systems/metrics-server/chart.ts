import type { ChartOutline, ChartRelease, OutlineRendering, Values } from '../../charts/contract.ts';
import type { UnknownObject } from '../../kube/object.ts';
import { tokensOf } from '../chart-skeleton.ts';
import {
  changedDefaults,
  coalesceValues,
  isSet,
  mapAt,
  textAt,
  unknownValues,
  valueAt,
  withValue,
} from '../chart-values.ts';
import type { Claim } from '../system.ts';
import { defaultOnly, defaultValues, openValues } from './chart-defaults.ts';
import { podSpecOf } from './chart-pod.ts';
import { type ChartNames, rbacOf } from './chart-rbac.ts';
import { appVersionOf, comparedVersions, isCovered, nearestVersion } from './chart-versions.ts';
import { metricsNamespace } from './component-names.ts';

/** The chart `metrics-server/metrics-server`, 3.13. */
export const chart: ChartOutline = {
  chart: 'metrics-server',
  repositories: ['https://kubernetes-sigs.github.io/metrics-server'],
  usual: { namespace: metricsNamespace, values: {} },
  versions: comparedVersions,
  supports: isCovered,
  nearestTo: nearestVersion,
  render: renderChart,
  crds: async () => [],
};

/** What the outline covers, for the reference page. */
export const chartClaim: Claim = {
  behaviour:
    'The chart metrics-server/metrics-server 3.13: Deployment, Service, APIService, accounts and their rights.',
  upstream: 'metrics-server charts/metrics-server of metrics-server-helm-chart-3.13.1',
  tested: 'src/systems/chart-fidelity.test.ts',
  notModelled:
    'certificates of its own by helm or cert-manager, the addon resizer, ServiceMonitors, PodDisruptionBudgets',
};

function renderChart(release: ChartRelease): OutlineRendering {
  const values = coalesceValues(defaultValues, release.values);
  const unknown = [
    ...unknownValues(release.values, defaultValues, openValues),
    ...changedDefaults(values, defaultValues, defaultOnly),
  ];
  return { objects: objectsOf(release, values) as readonly UnknownObject[], unknown };
}

function namesOf(release: ChartRelease, values: Values): ChartNames {
  const tokens = tokensOf('metrics-server', release, appVersionOf(release.version));
  const fullname = (textAt(values, 'fullnameOverride') || tokens.fullname).slice(0, 63).replace(/-$/, '');
  const given = textAt(values, 'serviceAccount.name');
  const selector = { 'app.kubernetes.io/name': 'metrics-server', 'app.kubernetes.io/instance': release.name };
  return {
    fullname,
    namespace: release.namespace,
    account: given || (isSet(values, 'serviceAccount.create') ? fullname : 'default'),
    selector,
    labels: {
      'helm.sh/chart': tokens.chart,
      ...selector,
      'app.kubernetes.io/version': tokens.appVersion,
      'app.kubernetes.io/managed-by': 'Helm',
      ...mapAt(values, 'commonLabels'),
    },
  };
}

function objectsOf(release: ChartRelease, values: Values): readonly Values[] {
  const names = namesOf(release, values);
  return [
    ...(isSet(values, 'serviceAccount.create') ? [serviceAccount(names, values)] : []),
    ...(isSet(values, 'rbac.create') ? rbacOf(names) : []),
    service(names, values),
    deployment(names, values, appVersionOf(release.version)),
    ...(isSet(values, 'apiService.create') ? [apiService(release, names, values)] : []),
  ];
}

const annotationsOf = (values: Values, path: string): Values => withValue('annotations', valueAt(values, path));

const serviceAccount = ({ account: name, namespace, labels }: ChartNames, values: Values): Values => ({
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { name, namespace, labels, ...annotationsOf(values, 'serviceAccount.annotations') },
});

const service = ({ fullname: name, namespace, labels, selector }: ChartNames, values: Values): Values => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: {
    ...{ name, namespace, labels: { ...labels, ...mapAt(values, 'service.labels') } },
    ...annotationsOf(values, 'service.annotations'),
  },
  spec: {
    type: valueAt(values, 'service.type')!,
    ports: [
      {
        ...{ name: 'https', port: valueAt(values, 'service.port')!, protocol: 'TCP' },
        ...{ targetPort: 'https', appProtocol: 'https' },
      },
    ],
    selector,
  },
});

const deployment = (names: ChartNames, values: Values, appVersion: string): Values => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: {
    ...{ name: names.fullname, namespace: names.namespace, labels: names.labels },
    ...annotationsOf(values, 'deploymentAnnotations'),
  },
  spec: {
    replicas: valueAt(values, 'replicas')!,
    ...revisionHistory(values),
    ...withValue('strategy', valueAt(values, 'updateStrategy')),
    selector: { matchLabels: names.selector },
    template: {
      metadata: {
        labels: { ...names.selector, ...mapAt(values, 'podLabels') },
        ...annotationsOf(values, 'podAnnotations'),
      },
      spec: podSpecOf(names, values, appVersion),
    },
  },
});

const revisionHistory = (values: Values): Values => {
  const kept = valueAt(values, 'revisionHistoryLimit');
  return kept === undefined || kept === '' ? {} : { revisionHistoryLimit: kept };
};

/** 3.13.0 writes `insecureSkipTLSVerify: false`, and annotations that say nothing; later ones leave out both (templates/apiservice.yaml). */
function apiService(
  { version }: ChartRelease,
  { fullname: name, namespace, labels }: ChartNames,
  values: Values,
): Values {
  const skips = valueAt(values, 'apiService.insecureSkipTLSVerify');
  const bundle = textAt(values, 'apiService.caBundle');
  return {
    apiVersion: 'apiregistration.k8s.io/v1',
    kind: 'APIService',
    metadata: { name: 'v1beta1.metrics.k8s.io', labels, ...annotationsOf(values, 'apiService.annotations') },
    spec: {
      ...(bundle !== '' && { caBundle: Buffer.from(bundle).toString('base64') }),
      ...{ group: 'metrics.k8s.io', groupPriorityMinimum: 100 },
      ...(nearestVersion(version) === '3.13.0'
        ? { insecureSkipTLSVerify: skips! }
        : withValue('insecureSkipTLSVerify', skips)),
      service: { name, namespace, port: valueAt(values, 'service.port')! },
      ...{ version: 'v1beta1', versionPriority: 100 },
    },
  };
}
