import type { ChartOutline, ChartRelease, OutlineRendering, Values } from '../../charts/contract.ts';
import type { UnknownObject } from '../../kube/object.ts';
import { templateRefusal } from '../chart-refusal.ts';
import { changeAt, fillSkeleton, tokensOf } from '../chart-skeleton.ts';
import {
  changedDefaults,
  coalesceValues,
  isMap,
  isSet,
  mapAt,
  textAt,
  unknownValues,
  valueAt,
} from '../chart-values.ts';
import type { Claim } from '../system.ts';
import { defaultOnly, defaultValues, openValues } from './chart-defaults.ts';
import { chartCrds, chartData, comparedVersions } from './chart-files.ts';
import { controllerOf, speakerOf } from './chart-pods.ts';
import { isCompared, nearestVersion, runsFrrApart } from './chart-versions.ts';

/** The chart `metallb/metallb`, 0.14 and 0.16. */
export const chart: ChartOutline = {
  chart: 'metallb',
  repositories: [
    'https://metallb.github.io/metallb',
    'https://metallb.github.io/metallb/',
    'oci://quay.io/metallb/chart',
  ],
  usual: { namespace: 'metallb-system', values: {} },
  versions: comparedVersions,
  supports: isCompared,
  nearestTo: nearestVersion,
  adviceOnKinds: 'leave crds.enabled: true in its values',
  render: renderChart,
  crds: crdsOf,
};

/** What the model covers, for the reference page. */
export const chartClaim: Claim = {
  behaviour: 'The chart metallb/metallb 0.14 and 0.16: objects, CRDs, and the values it refuses.',
  upstream: 'metallb v0.14.9, v0.16.1: charts/metallb',
  tested: 'src/systems/chart-fidelity.test.ts',
  notModelled: 'Prometheus objects, network policies, start-up files of FRR, the backend of the other generation',
};

interface ChartData {
  readonly base: readonly Values[];
  readonly frr: readonly Values[];
}

const data = chartData as unknown as Readonly<Record<string, ChartData>>;

function renderChart(release: ChartRelease): OutlineRendering {
  const defaults = defaultValues(release.version);
  const values = coalesceValues(defaults, release.values);
  const unknown = [
    ...unknownValues(release.values, defaults, openValues),
    ...changedDefaults(values, defaults, [...defaultOnly, ...otherBackend(release.version)]),
  ];
  const error = refusalOf(values, release);
  return error === undefined ? { objects: objectsOf(release, values), unknown } : { objects: [], error, unknown };
}

/** The BGP backend that the model has no data for in that version. */
const otherBackend = (version: string): readonly string[] => [
  runsFrrApart(version) ? 'speaker.frr.enabled' : 'frrk8s.enabled',
];

const hasFrr = (values: Values, version: string): boolean =>
  isSet(values, runsFrrApart(version) ? 'frrk8s.enabled' : 'speaker.frr.enabled');

function objectsOf(release: ChartRelease, values: Values): readonly UnknownObject[] {
  const appVersion = `v${release.version.replace(/^v/, '')}`;
  const tokens = tokensOf('metallb', release, appVersion);
  const { base, frr } = data[nearestVersion(release.version)]!;
  const objects = fillSkeleton(hasFrr(values, release.version) ? overlay(base, frr) : base, tokens);
  return objects.map((object) =>
    finish(object, values, appVersion, tokens.fullname),
  ) as readonly Values[] as readonly UnknownObject[];
}

const keyOf = (object: Values): string => `${object.kind}/${textAt(object, 'metadata.name')}`;

function overlay(base: readonly Values[], variant: readonly Values[]): readonly Values[] {
  return [...new Map([...base, ...variant].map((object) => [keyOf(object), object])).values()];
}

function finish(object: Values, values: Values, appVersion: string, fullname: string): Values {
  const key = keyOf(object);
  if (key === `DaemonSet/${fullname}-speaker`) return speakerOf(object, values, appVersion);
  if (key === `Deployment/${fullname}-controller`) return controllerOf(object, values, appVersion);
  if (key === 'ValidatingWebhookConfiguration/metallb-webhook-configuration') return webhooksOf(object, values);
  const owner = ['controller', 'speaker'].find((name) => key === `ServiceAccount/${fullname}-${name}`);
  const annotations = owner ? mapAt(values, `${owner}.serviceAccount.annotations`) : {};
  return Object.keys(annotations).length > 0
    ? changeAt(object, ['metadata', 'annotations'], () => annotations)
    : object;
}

const webhooksOf = (object: Values, values: Values): Values =>
  changeAt(object, ['webhooks'], (webhooks) =>
    (Array.isArray(webhooks) ? webhooks : []).map((webhook) =>
      isMap(webhook) ? { ...webhook, failurePolicy: valueAt(values, 'crds.validationFailurePolicy')! } : webhook,
    ),
  );

function refusalOf(values: Values, { values: given, version }: ChartRelease): string | undefined {
  if (Object.hasOwn(given, 'configInline')) {
    return templateRefusal(
      'metallb/templates/deprecated_configInline.yaml:2:4',
      'Starting from v0.13.0 configInline is no longer supported. Please see https://metallb.universe.tf/#backward-compatibility',
    );
  }
  const apart = isSet(values, 'frrk8s.enabled');
  const external = isSet(values, 'frrk8s.external');
  if (isSet(values, 'speaker.frr.enabled') && (apart || external)) {
    const place = `metallb/templates/speaker.yaml${runsFrrApart(version) ? ':3:4' : ''}`;
    return templateRefusal(place, 'speaker.frr.enabled and frrk8s.enabled / external are mutually exclusive!');
  }
  if (apart && external)
    return templateRefusal('metallb/templates/speaker.yaml', 'frrk8s.enabled frrk8s.external are mutually exclusive!');
  if (apart && !isSet(values, 'speaker.enabled')) {
    return templateRefusal(
      'metallb/templates/speaker.yaml',
      'frrk8s requires speaker to be enabled. Set frrk8s.enabled=false when disabling speaker.',
    );
  }
  if (!isSet(values, 'speaker.memberlist.enabled') && isSet(values, 'speaker.nodeSelector')) {
    return templateRefusal('metallb/templates/speaker.yaml', 'nodeSelector must be empty when memberlist is disabled');
  }
  return undefined;
}

/** The CRDs are templates: values switch them off, those of FRR apart go with it, and conversion goes to the release's namespace. */
async function crdsOf(release: ChartRelease): Promise<readonly UnknownObject[]> {
  const values = coalesceValues(defaultValues(release.version), release.values);
  if (!isSet(values, 'crds.enabled')) return [];
  const all: readonly UnknownObject[] = await chartCrds[nearestVersion(release.version)]();
  const wanted = all.filter(
    ({ metadata }) => hasFrr(values, release.version) || !metadata.name.endsWith('.frrk8s.metallb.io'),
  );
  return wanted.map((crd) => convertIn(crd, release.namespace));
}

function convertIn(crd: UnknownObject, namespace: string): UnknownObject {
  const path = ['spec', 'conversion', 'webhook', 'clientConfig', 'service', 'namespace'];
  if (valueAt(crd as Values, path.join('.')) === undefined) return crd;
  return changeAt(crd as Values, path, () => namespace) as UnknownObject;
}
