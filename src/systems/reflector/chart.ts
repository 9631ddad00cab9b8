import type { ChartOutline, ChartRelease, OutlineRendering, Values } from '../../charts/contract.ts';
import type { UnknownObject } from '../../kube/object.ts';
import { tokensOf } from '../chart-skeleton.ts';
import { changedDefaults, coalesceValues, isSet, mapAt, textAt, unknownValues, valueAt } from '../chart-values.ts';
import type { Claim } from '../system.ts';
import { defaultOnly, defaultValues, openValues } from './chart-defaults.ts';
import { podSpecOf } from './chart-pod.ts';
import { comparedVersions, isCovered, nearestVersion } from './chart-versions.ts';
import { reflectorNamespace } from './component-names.ts';

/** The chart `reflector`, 10.0. */
export const chart: ChartOutline = {
  chart: 'reflector',
  repositories: ['https://emberstack.github.io/helm-charts', 'oci://ghcr.io/emberstack/helm-charts'],
  usual: { namespace: reflectorNamespace, values: {} },
  versions: comparedVersions,
  supports: isCovered,
  nearestTo: nearestVersion,
  render: renderChart,
  crds: async () => [],
};

/** What the outline covers, for the reference page. */
export const chartClaim: Claim = {
  behaviour: 'The chart reflector 10.0: Deployment, account, and its rights on all Secrets and ConfigMaps.',
  upstream: 'reflector v10.0.63: src/helm/reflector',
  tested: 'src/systems/chart-fidelity.test.ts',
  notModelled: 'running as a CronJob, autoscaling',
};

interface Names {
  readonly name: string;
  readonly namespace: string;
  readonly account: string;
  readonly version: string;
  readonly selector: Values;
  readonly labels: Values;
}

function renderChart(release: ChartRelease): OutlineRendering {
  const values = coalesceValues(defaultValues, release.values);
  const unknown = [
    ...unknownValues(release.values, defaultValues, openValues),
    ...changedDefaults(values, defaultValues, defaultOnly),
  ];
  return { objects: objectsOf(namesOf(release, values), values) as readonly UnknownObject[], unknown };
}

/** A name as the templates cut it (templates/_helpers.tpl). */
const cut = (text: string): string => text.slice(0, 63).replace(/-$/, '');

function namesOf(release: ChartRelease, values: Values): Names {
  const version = isCovered(release.version) ? release.version.replace(/^v/, '') : nearestVersion(release.version);
  const tokens = tokensOf('reflector', release, version);
  const name = cut(textAt(values, 'fullnameOverride') || tokens.fullname);
  const given = textAt(values, 'serviceAccount.name');
  const selector = { 'app.kubernetes.io/name': 'reflector', 'app.kubernetes.io/instance': release.name };
  return {
    ...{ name, version, selector },
    namespace: cut(textAt(values, 'namespaceOverride') || release.namespace),
    account: given || (isSet(values, 'serviceAccount.create') ? name : 'default'),
    labels: {
      'helm.sh/chart': cut(tokens.chart),
      ...selector,
      'app.kubernetes.io/version': version,
      'app.kubernetes.io/managed-by': 'Helm',
    },
  };
}

const objectsOf = (names: Names, values: Values): readonly Values[] => [
  ...(isSet(values, 'serviceAccount.create') ? [accountOf(names, values)] : []),
  ...(isSet(values, 'rbac.enabled') ? rightsOf(names) : []),
  deploymentOf(names, values),
];

const annotationsOf = (values: Values, path: string): Values => {
  const annotations = mapAt(values, path);
  return Object.keys(annotations).length > 0 ? { annotations } : {};
};

const accountOf = ({ account: name, namespace, labels }: Names, values: Values): Values => ({
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { name, namespace, labels, ...annotationsOf(values, 'serviceAccount.annotations') },
});

/** The chart writes a namespace even to what has none. */
function rightsOf({ name, namespace, labels, account }: Names): readonly Values[] {
  const group = 'rbac.authorization.k8s.io';
  const common = { apiVersion: `${group}/v1`, metadata: { name, namespace, labels } };
  return [
    {
      ...{ ...common, kind: 'ClusterRole' },
      rules: [
        { apiGroups: [''], resources: ['configmaps', 'secrets'], verbs: ['*'] },
        { apiGroups: [''], resources: ['namespaces'], verbs: ['watch', 'list'] },
      ],
    },
    {
      ...{ ...common, kind: 'ClusterRoleBinding' },
      roleRef: { kind: 'ClusterRole', name, apiGroup: group },
      subjects: [{ kind: 'ServiceAccount', name: account, namespace }],
    },
  ];
}

const deploymentOf = ({ name, namespace, account, version, selector, labels }: Names, values: Values): Values => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace, labels },
  spec: {
    replicas: valueAt(values, 'replicaCount')!,
    selector: { matchLabels: selector },
    template: {
      metadata: { ...annotationsOf(values, 'podAnnotations'), labels: { ...selector, ...mapAt(values, 'podLabels') } },
      spec: podSpecOf(account, values, version),
    },
  },
});
