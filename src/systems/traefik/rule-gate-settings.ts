import type { Values } from '../../charts/contract.ts';
import type { RuleInput } from '../../check/rule.ts';
import { isJsonObject } from '../../kube/json.ts';
import { groupOf, printRef, type UnknownObject } from '../../kube/object.ts';
import type { SourcedObject } from '../../kube/origin.ts';
import type { Pod } from '../../kube/types.ts';
import { chart } from './chart.ts';
import { readStaticConfiguration, type StaticConfiguration } from './model/static-configuration.ts';

/**
 * Settings of every Traefik that these objects install, by arguments or by the values of the chart; undefined when they install none, or
 * when those of one are not known.
 */
export function gateSettings(input: RuleInput): readonly StaticConfiguration[] | undefined {
  // k3s installs a Traefik of its own, whose values stand in no file.
  if (input.ofKind('HelmChartConfig').some(({ object }) => object.metadata.name === 'traefik')) return undefined;
  const releases = traefikReleases(input);
  const rendered = releases.map(({ object }) => madeBy(object, input));
  const objects = [...input.objects.map(({ object }) => object), ...rendered.flatMap((each) => each ?? [])];
  const containers = objects.flatMap(traefikContainers);
  const settings = containers.map(settingsIn);
  if (containers.length === 0 || rendered.includes(undefined) || settings.includes(undefined)) return undefined;
  return settings.filter((each) => each !== undefined);
}

/** The releases that install Traefik. */
export const traefikReleases = (input: RuleInput): readonly SourcedObject[] =>
  ['HelmRelease', 'HelmChart'].flatMap((kind) => input.ofKind(kind)).filter(({ object }) => isOfTraefik(object));

interface Release {
  readonly chart?: string | { readonly spec?: { readonly chart?: string; readonly version?: string } };
  readonly chartRef?: { readonly name?: string };
  readonly targetNamespace?: string;
  readonly values?: Values;
  readonly valuesFrom?: readonly unknown[];
  readonly postRenderers?: readonly unknown[];
}

const specOf = ({ spec }: UnknownObject): Release => (isJsonObject(spec) ? (spec as Release) : {});

/** Whether a release installs Traefik: by the name of its chart, or of what holds it. */
function isOfTraefik(object: UnknownObject): boolean {
  const { chart: named, chartRef } = specOf(object);
  const name = typeof named === 'object' ? named.spec?.chart : (named ?? chartRef?.name);
  return name !== undefined && /(^|\/)traefik([.-]\d.*)?$/.test(name);
}

/** The version of a release's chart as it is written, and whether its values name an image. */
export function chartOf(object: UnknownObject): { readonly version?: string | undefined; readonly setsImage: boolean } {
  const { chart: named, values = {}, valuesFrom = [] } = specOf(object);
  const version = typeof named === 'object' ? named.spec?.version : undefined;
  return { version, setsImage: values.image !== undefined || valuesFrom.length > 0 };
}

/** What a release installs beside the objects that are rendered already; undefined when it is not known. */
function madeBy(release: UnknownObject, { objects }: RuleInput): readonly UnknownObject[] | undefined {
  const made = objects.filter((each) => each.madeBy === printRef(release));
  if (made.length > 0) return made.some(({ approximate }) => approximate) ? undefined : [];
  return renderedBy(release);
}

/** What the chart makes of the values of a release; undefined when they, the chart or what is done to it afterwards are not all known. */
function renderedBy(object: UnknownObject): readonly UnknownObject[] | undefined {
  const { chart: named, values = {}, valuesFrom = [], postRenderers = [], targetNamespace } = specOf(object);
  const version = typeof named === 'object' ? named.spec?.version : undefined;
  if (groupOf(object.apiVersion) !== 'helm.toolkit.fluxcd.io' || valuesFrom.length + postRenderers.length > 0)
    return undefined;
  if (version === undefined || !/^v?\d+\.\d+\.\d+$/.test(version) || !chart.supports(version)) return undefined;
  const { name, namespace = 'default' } = object.metadata;
  const { objects, unknown, error } = chart.render({ name, namespace: targetNamespace ?? namespace, version, values });
  return error !== undefined || unknown.length > 0 ? undefined : objects;
}

type Container = Pod['spec']['containers'][number];

/** Containers that run Traefik itself, of the workloads that put it at the entry. */
export function traefikContainers({ apiVersion, kind, spec }: UnknownObject): readonly Container[] {
  if (groupOf(apiVersion) !== 'apps' || (kind !== 'Deployment' && kind !== 'DaemonSet')) return [];
  const template = (spec as { readonly template?: Pick<Pod, 'metadata' | 'spec'> } | undefined)?.template;
  const labelled = template?.metadata?.labels?.['app.kubernetes.io/name'] === 'traefik';
  return (template?.spec?.containers ?? []).filter(
    ({ image = '', name }) => /(^|\/)traefik(:|@|$)/.test(image) || (labelled && name === 'traefik'),
  );
}

/** Arguments rule over a file and variables (traefik cmd/traefik loaders), so without them the entry points are told elsewhere. */
function settingsIn({ args = [] }: Container): StaticConfiguration | undefined {
  return args.some((argument) => /^--entrypoints\./i.test(argument)) ? readStaticConfiguration(args) : undefined;
}
