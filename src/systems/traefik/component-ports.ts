import { compareText } from '../../core/finding.ts';
import type { ChartSwitches } from './chart-versions.ts';
import type { GateLab } from './lab.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Ports inside the pod that the chart gives its own entry points (values.yaml). */
const chartPorts: Readonly<Record<string, number>> = { web: 8000, websecure: 8443, traefik: 8080, metrics: 9100 };
/** Ports on which the chart exposes entry points by default. */
const chartExposed: Readonly<Record<string, number>> = { web: 80, websecure: 443 };
const dashboardPort = 9443;
const firstSparePort = 10000;

/** Entry point of the dashboard: the one that the lab names, else `dashboard`, unless the lab has one of that name. */
export const dashboardEntryPoint = ({ ingress: { dashboard, entryPoints } }: GateLab): string =>
  dashboard?.entryPoint ?? (Object.hasOwn(entryPoints, 'dashboard') ? 'gate-dashboard' : 'dashboard');

/** Entry points of the lab that speak TLS, or those that do not. */
export const entryPointsWith = ({ ingress }: GateLab, tls: boolean): string[] =>
  Object.entries(ingress.entryPoints)
    .filter(([, entryPoint]) => entryPoint.tls === tls && entryPoint.protocol === 'http')
    .map(([name]) => name)
    .sort(compareText);

/** `ports` of the chart values: the lab's entry points, those of the chart that the lab does not have closed, the dashboard's apart. */
export function portValues(lab: GateLab, switches: ChartSwitches): Fields {
  const { entryPoints, dashboard, redirectToHttps } = lab.ingress;
  const names = Object.keys(entryPoints).sort(compareText);
  const inside = podPorts(lab);
  const redirects = redirectToHttps && entryPoints.web?.tls === false && entryPoints.websecure?.tls === true;
  const own = names.map((name) => [
    name,
    {
      ...(lab.ingress.hostNetwork
        ? {
            ...(chartExposed[name] === undefined && {
              protocol: transportOf(entryPoints[name]!),
              expose: { default: true },
            }),
            port: entryPoints[name]!.port,
          }
        : opened(name, inside[name]!, entryPoints[name]!)),
      ...(entryPoints[name]!.protocol === 'http' && {
        asDefault: true,
        ...believed(lab),
        ...http(switches, name, { tls: entryPoints[name]!.tls, redirect: redirects && name === 'web' }),
      }),
    },
  ]);
  const closed = ['web', 'websecure']
    .filter((name) => !names.includes(name))
    .map((name) => [name, { expose: { default: false } }]);
  const isApart = dashboard?.address !== undefined && dashboard.entryPoint === undefined;
  const apart = isApart ? [[dashboardEntryPoint(lab), dashboardValues(switches)]] : [];
  const charts = dashboard?.port === undefined ? [] : [['traefik', { port: dashboard.port }]];
  return Object.fromEntries([...own, ...closed, ...apart, ...charts]);
}

/** Whom an entry point believes what it says of a client. */
const believed = ({ ingress: { proxies } }: GateLab): Fields =>
  proxies
    ? {
        [proxies.protocol === 'proxy-protocol' ? 'proxyProtocol' : 'forwardedHeaders']: {
          trustedIPs: proxies.networks,
        },
      }
    : {};

type LabEntryPoint = GateLab['ingress']['entryPoints'][string];

const transportOf = ({ protocol }: LabEntryPoint): 'TCP' | 'UDP' => (protocol === 'udp' ? 'UDP' : 'TCP');

/** What of an exposed entry point differs from the chart's own. */
function opened(name: string, inside: number, entryPoint: LabEntryPoint): Fields {
  const outside = entryPoint.port;
  if (chartExposed[name] === undefined) {
    return { port: inside, exposedPort: outside, protocol: transportOf(entryPoint), expose: { default: true } };
  }
  return outside === chartExposed[name] ? {} : { exposedPort: outside };
}

const dashboardValues = (switches: ChartSwitches): Fields => ({
  port: dashboardPort,
  exposedPort: 443,
  protocol: 'TCP',
  expose: { default: false },
  ...http(switches, 'dashboard', { tls: true, redirect: false }),
});

/** The port of each of the lab's entry points inside the pod: above 1024, where a process without privileges may listen. */
function podPorts(lab: GateLab): Readonly<Record<string, number>> {
  const taken = new Set([...Object.values(chartPorts), dashboardPort]);
  const ports: Record<string, number> = {};
  for (const name of Object.keys(lab.ingress.entryPoints).sort(compareText)) {
    const wanted = chartPorts[name] ?? lab.ingress.entryPoints[name]!.port;
    const isFree = chartPorts[name] !== undefined || (wanted > 1024 && !taken.has(wanted));
    let port = isFree ? wanted : firstSparePort;
    while (!isFree && taken.has(port)) port += 1;
    taken.add(port);
    ports[name] = port;
  }
  return ports;
}

function http(switches: ChartSwitches, name: string, { tls, redirect }: { tls: boolean; redirect: boolean }): Fields {
  const secured = tls === (name === 'websecure') ? {} : { tls: { enabled: tls } };
  if (switches.redirect === 'redirectTo') return { ...secured, ...(redirect && { redirectTo: { port: 'websecure' } }) };
  const entryPoint = { to: 'websecure', scheme: 'https', permanent: true };
  const fields = { ...secured, ...(redirect && { redirections: { entryPoint } }) };
  return switches.nestedHttp && Object.keys(fields).length > 0 ? { http: fields } : fields;
}
