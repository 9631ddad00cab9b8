import type { ChartRelease, Values } from '../../charts/contract.ts';
import { compareText } from '../../core/finding.ts';
import type { Json } from '../../kube/object.ts';
import { coalesceValues, isMap, isTrueInTemplate, textAt } from '../chart-values.ts';
import { defaultValues } from './chart-defaults.ts';
import { appVersionOf, type ChartSwitches, nearestVersion, switchesOf } from './chart-versions.ts';

/** A release with everything its objects are made of. */
export interface TraefikRelease {
  readonly name: string;
  readonly namespace: string;
  readonly version: string;
  readonly switches: ChartSwitches;
  readonly values: Values;
  /** Name of the objects (`traefik.fullname`). */
  readonly fullname: string;
  /** Name of the objects that no namespace holds. */
  readonly clusterName: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly selector: Readonly<Record<string, string>>;
  readonly image: string;
  /** Entry points in the order of their names, those taken away left out. */
  readonly ports: readonly (readonly [name: string, port: Values])[];
}

/** Lays the given values over the chart's defaults and names what the objects share (`_helpers.tpl`). */
export function openRelease({ name, namespace, version, values: given }: ChartRelease): TraefikRelease {
  const switches = switchesOf(version);
  const values = coalesceValues(defaultValues(switches), given);
  const fullname = name.includes('traefik') ? name : `${name}-traefik`;
  const selector = { 'app.kubernetes.io/name': 'traefik', 'app.kubernetes.io/instance': `${name}-${namespace}` };
  const helm = {
    'helm.sh/chart': `traefik-${version.replace(/^v/, '').replace('+', '_')}`,
    'app.kubernetes.io/managed-by': 'Helm',
  };
  const ports = Object.entries(isMap(values.ports) ? values.ports : {})
    .filter((entry): entry is [string, Values] => isMap(entry[1]) && isTrueInTemplate(entry[1]))
    .sort(([a], [b]) => compareText(a, b));
  return {
    ...{ name, namespace, version, switches, values, fullname, selector, ports },
    clusterName: `${fullname}-${namespace}`,
    labels: { ...selector, ...helm, ...stringsOf(values.commonLabels) },
    image: imageOf(values, version),
  };
}

function imageOf(values: Values, version: string): string {
  const appVersion = appVersionOf(version) ?? appVersionOf(nearestVersion(version))!;
  const repository = [textAt(values, 'image.registry'), textAt(values, 'image.repository')].filter(Boolean).join('/');
  return `${repository}:${textAt(values, 'image.tag') || appVersion}`;
}

/** A map of scalars as labels or annotations. */
export const stringsOf = (value: Json | undefined): Readonly<Record<string, string>> =>
  isMap(value) ? Object.fromEntries(Object.entries(value).map(([key, text]) => [key, String(text)])) : {};

/** What belongs to an entry point's HTTP side: under `http` or beside it, by the chart's major. */
export function httpOf(port: Values, { nestedHttp }: ChartSwitches): Values {
  if (!nestedHttp) return port;
  return isMap(port.http) ? port.http : {};
}
