import type { ChartOutline, ChartRelease, OutlineRendering, Values } from '../../charts/contract.ts';
import { compareText } from '../../core/finding.ts';
import type { UnknownObject } from '../../kube/object.ts';
import { notAllowed, schemaRefusal } from '../chart-refusal.ts';
import { changeAt, fillSkeleton, tokensOf } from '../chart-skeleton.ts';
import {
  changedDefaults,
  coalesceValues,
  isMap,
  isSet,
  listAt,
  mapAt,
  textAt,
  unknownValues,
  valueAt,
  withValue,
} from '../chart-values.ts';
import type { Claim } from '../system.ts';
import { componentArguments, controllerArguments } from './chart-arguments.ts';
import { defaultOnly, defaultValues, openValues, rootKeys } from './chart-defaults.ts';
import { chartCrds, chartData, comparedVersions } from './chart-files.ts';
import { isCompared, nearestVersion } from './chart-versions.ts';

/** The chart `jetstack/cert-manager`, v1.21. */
export const chart: ChartOutline = {
  chart: 'cert-manager',
  repositories: ['https://charts.jetstack.io', 'https://charts.jetstack.io/', 'oci://quay.io/jetstack/charts'],
  usual: { namespace: 'cert-manager', values: { crds: { enabled: true } } },
  versions: comparedVersions,
  supports: isCompared,
  nearestTo: nearestVersion,
  adviceOnKinds: 'set crds.enabled: true in its values (installCRDs: true before chart 1.15)',
  render: renderChart,
  crds: crdsOf,
};

/** What the model covers, for the reference page. */
export const chartClaim: Claim = {
  behaviour: 'The chart cert-manager v1.21: objects, CRDs, and keys its schema refuses.',
  upstream: 'cert-manager v1.21.1: deploy/charts/cert-manager',
  tested: 'src/systems/chart-fidelity.test.ts',
  notModelled:
    'disruption budgets, Prometheus monitors, configuration files of the components, names of its own making',
};

const versionOf = ({ version }: ChartRelease): string => `v${version.replace(/^v/, '')}`;

const tokensFor = (release: ChartRelease) =>
  tokensOf('cert-manager', { ...release, version: versionOf(release) }, versionOf(release));

const baseOf = (version: string): readonly Values[] =>
  chartData[nearestVersion(version)].base as unknown as readonly Values[];

function renderChart(release: ChartRelease): OutlineRendering {
  const values = coalesceValues(defaultValues, release.values);
  const refused = Object.keys(release.values).filter((key) => !rootKeys.includes(key));
  const unknown = [
    ...unknownValues(release.values, defaultValues, openValues).filter((path) => !refused.includes(path)),
    ...changedDefaults(values, defaultValues, defaultOnly),
  ].sort(compareText);
  if (refused.length > 0) {
    return { objects: [], error: schemaRefusal('cert-manager', [notAllowed('', refused)]), unknown };
  }
  const objects = fillSkeleton(baseOf(release.version), tokensFor(release))
    .filter((object) => isEnabled(object, values))
    .map((object) => finish(object, values, versionOf(release)));
  return { objects: objects as readonly Values[] as readonly UnknownObject[], unknown };
}

/** Which component an object belongs to; the controller's values stand at the root. */
const componentOf = (object: Values): string => {
  const app = mapAt(object, 'metadata.labels').app;
  return app === 'cert-manager' || typeof app !== 'string' ? '' : app;
};

const isEnabled = (object: Values, values: Values): boolean => {
  const component = componentOf(object);
  return component !== 'cainjector' && component !== 'startupapicheck' ? true : isSet(values, `${component}.enabled`);
};

function finish(object: Values, values: Values, appVersion: string): Values {
  if (object.kind !== 'Deployment' && object.kind !== 'Job') return object;
  const component = componentOf(object);
  const settings = component === '' ? values : mapAt(values, component);
  const template = changeAt(object, ['spec', 'template'], (pod) =>
    podOf(isMap(pod) ? pod : {}, settings, values, appVersion),
  );
  if (object.kind === 'Job')
    return changeAt(template, ['spec', 'backoffLimit'], () => valueAt(settings, 'backoffLimit'));
  const scaled = changeAt(template, ['spec', 'replicas'], () => valueAt(settings, 'replicaCount'));
  const { strategy } = withValue('strategy', settings.strategy);
  return strategy === undefined ? scaled : changeAt(scaled, ['spec', 'strategy'], () => strategy);
}

function podOf(pod: Values, settings: Values, values: Values, appVersion: string): Values {
  const metadata = mapAt(pod, 'metadata');
  const spec = mapAt(pod, 'spec');
  const annotations = { ...mapAt(metadata, 'annotations'), ...mapAt(settings, 'podAnnotations') };
  const passedOn = ['tolerations', 'affinity', 'topologySpreadConstraints'].map((field) =>
    withValue(field, settings[field]),
  );
  const containers = listAt(spec, 'containers').map((container) =>
    isMap(container) ? containerOf(container, settings, values, appVersion) : container,
  );
  return {
    ...pod,
    metadata: {
      ...metadata,
      labels: { ...mapAt(metadata, 'labels'), ...mapAt(settings, 'podLabels') },
      ...withValue('annotations', annotations),
    },
    spec: {
      ...spec,
      containers,
      enableServiceLinks: isSet(settings, 'enableServiceLinks'),
      ...withValue('nodeSelector', settings.nodeSelector),
      ...withValue('securityContext', settings.securityContext),
      ...withValue('priorityClassName', valueAt(values, 'global.priorityClassName')),
      ...Object.assign({}, ...passedOn),
    },
  };
}

function containerOf(container: Values, settings: Values, values: Values, appVersion: string): Values {
  const image = mapAt(settings, 'image');
  const digest = textAt(image, 'digest');
  const isController = settings === values;
  return {
    ...container,
    image: `${textAt(image, 'repository')}${digest ? `@${digest}` : `:${textAt(image, 'tag') || appVersion}`}`,
    imagePullPolicy: textAt(image, 'pullPolicy'),
    args: isController
      ? controllerArguments(values, appVersion)
      : componentArguments(listAt(container, 'args'), settings, values),
    env: [...listAt(container, 'env'), ...listAt(settings, 'extraEnv')],
    ...withValue('securityContext', settings.containerSecurityContext),
    ...withValue('resources', settings.resources),
  };
}

/** The CRDs are templates, off by default; with `crds.keep` they stay when the release goes. */
async function crdsOf(release: ChartRelease): Promise<readonly UnknownObject[]> {
  const values = coalesceValues(defaultValues, release.values);
  if (!isSet(values, 'crds.enabled') && !isSet(values, 'installCRDs')) return [];
  const crds = await chartCrds[nearestVersion(release.version)]();
  const { chart: chartLabel, release: instance, appVersion } = tokensFor(release);
  const labels = {
    app: 'cert-manager',
    'app.kubernetes.io/name': 'cert-manager',
    'app.kubernetes.io/instance': instance,
    'app.kubernetes.io/component': 'crds',
    'app.kubernetes.io/version': appVersion,
    'app.kubernetes.io/managed-by': 'Helm',
    'helm.sh/chart': chartLabel,
  };
  const keep = isSet(values, 'crds.keep') && { annotations: { 'helm.sh/resource-policy': 'keep' } };
  return crds.map((crd) => ({ ...crd, metadata: { name: crd.metadata.name, ...keep, labels } }));
}
