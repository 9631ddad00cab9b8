import type { ChartOutline, ChartRelease, OutlineRendering, Values } from '../../charts/contract.ts';
import type { UnknownObject } from '../../kube/object.ts';
import { changedDefaults, isMap, isSet, unknownValues } from '../chart-values.ts';
import type { Claim } from '../system.ts';
import { defaultOnly, defaultValues, openValues } from './chart-defaults.ts';
import { objectsOf } from './chart-objects.ts';
import { refusalOf } from './chart-refusals.ts';
import { openRelease, type TraefikRelease } from './chart-release.ts';
import { adviseOnRefusal } from './chart-renames.ts';
import { appVersionOf, comparedVersions, isCovered, nearestVersion } from './chart-versions.ts';

/** The chart `traefik/traefik`, majors 33 to 41. The CRDs are those of group traefik.io. */
export const chart: ChartOutline = {
  chart: 'traefik',
  repositories: ['https://traefik.github.io/charts', 'https://helm.traefik.io/traefik', 'oci://ghcr.io/traefik/helm'],
  usual: { namespace: 'traefik', values: {} },
  versions: comparedVersions,
  supports: isCovered,
  nearestTo: nearestVersion,
  adviceOnKinds: 'leave install.crds out of the release, or set it to Create',
  adviseOnRefusal,
  render: renderChart,
  crds: ({ version }) => crdFiles[nearestVersion(version)](),
};

/** What the model covers, for the reference page. */
export const chartClaim: Claim = {
  behaviour: 'The chart traefik/traefik 33 to 41: objects, static configuration, and the values it refuses.',
  upstream: 'traefik-helm-chart v33.2.1, v37.4.0, v41.3.0: traefik/templates, values.yaml, values.schema.json',
  tested: 'src/systems/chart-fidelity.test.ts',
  notModelled:
    'CRDs of hub.traefik.io and of the Gateway API; Hub, plugins, tracing, additional Services, GOMAXPROCS and GOMEMLIMIT',
};

const crdFiles: Readonly<Record<ReturnType<typeof nearestVersion>, () => Promise<readonly UnknownObject[]>>> = {
  '41.3.0': async () => (await import('./crds/41.3.0.json', { with: { type: 'json' } })).default,
  '37.4.0': async () => (await import('./crds/37.4.0.json', { with: { type: 'json' } })).default,
  '33.2.1': async () => (await import('./crds/33.2.1.json', { with: { type: 'json' } })).default,
};

function renderChart(given: ChartRelease): OutlineRendering {
  const release = openRelease(given);
  const unknown = [...unknownOf(release, given.values), ...unknownVersion(release)];
  const error = refusalOf(release, given.values);
  if (error !== undefined) return { objects: [], error, unknown };
  return { objects: objectsOf(release) as readonly Values[] as readonly UnknownObject[], unknown };
}

const unknownVersion = ({ version, values }: TraefikRelease): string[] =>
  appVersionOf(version) === undefined && !isSet(values, 'image.tag') ? ['image.tag'] : [];

const portKeys = [
  ...['port', 'containerPort', 'hostPort', 'hostIP', 'expose', 'exposedPort', 'nodePort', 'targetPort', 'appProtocol'],
  ...['protocol', 'asDefault', 'http3', 'allowACMEByPass', 'forwardedHeaders', 'proxyProtocol', 'transport'],
];
const httpKeys = ['tls', 'middlewares', 'redirections'];

function unknownOf({ switches, values }: TraefikRelease, given: Values): string[] {
  const ports = isMap(given.ports) ? Object.entries(given.ports) : [];
  const beside = switches.nestedHttp ? ['http'] : [...httpKeys, 'redirectTo'];
  const inPorts = ports.flatMap(([name, port]) => {
    if (!isMap(port)) return [];
    const unknown = Object.keys(port).filter((key) => !portKeys.includes(key) && !beside.includes(key));
    const http =
      switches.nestedHttp && isMap(port.http) ? Object.keys(port.http).filter((key) => !httpKeys.includes(key)) : [];
    return [...unknown.map((key) => `ports.${name}.${key}`), ...http.map((key) => `ports.${name}.http.${key}`)];
  });
  const defaults = defaultValues(switches);
  return [...unknownValues(given, defaults, openValues), ...inPorts, ...changedDefaults(values, defaults, defaultOnly)];
}
