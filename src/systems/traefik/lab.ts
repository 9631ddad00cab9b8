import * as z from 'zod';
import { Access, clientNetworks, groupsOf } from '../../lab/access.ts';
import { chartValues } from '../../lab/chart-values.ts';
import { fullHost, type LabCore } from '../../lab/lab-core.ts';
import type { FirstPlan, PlannedAccess, PlannedLogin, SlicePlan } from '../../lab/lab-plan.ts';
import {
  addressText,
  cidrText,
  hostText,
  listOrOne,
  nameText,
  objectNameText,
  oneOrMore,
  portNumber,
  versionText,
} from '../../lab/scalars.ts';
import type { LabSlice, LabWith } from '../../lab/slice.ts';
import { EntryPoint, HostNetwork, OwnAcme, Proxies, TlsOptions } from './lab-gate.ts';
import { gateNodes } from './lab-gate-nodes.ts';

const Dashboard = z
  .strictObject({
    address: oneOrMore(addressText)
      .optional()
      .describe('An address of its own, not the gate’s; left out, the dashboard stands on the gate.'),
    access: Access.optional().describe('Who may enter; by default the `trusted` networks.'),
    host: hostText.describe('Name of the dashboard; one without a dot lies under `domain`.'),
    trusted: listOrOne(cidrText).optional().describe('Client networks that may enter; default `network.trusted`.'),
    entryPoint: z
      .literal('traefik')
      .optional()
      .describe(
        'The entry point that the chart has for itself, in clear on port 80 of the address; by default an entry point of its own, with TLS.',
      ),
    port: portNumber
      .optional()
      .describe('Port of the entry point `traefik` in the pods; by default that of the chart.'),
  })
  .superRefine(({ address, entryPoint, port }, context) => {
    const issue = (field: string, message: string, hint: string) =>
      context.addIssue({ code: 'custom', path: [field], message, params: { hint } });
    if (entryPoint !== undefined && address === undefined)
      issue(
        'entryPoint',
        'the gate does not expose the entry point traefik',
        'give the dashboard an address of its own',
      );
    if (entryPoint === undefined && port !== undefined)
      issue('port', 'the port is that of the entry point traefik', 'add entryPoint: traefik, or remove it');
  })
  .describe('The Traefik dashboard, on an address of its own or on the gate.');

const web = { port: 80, tls: false, protocol: 'http' as const };
const websecure = { port: 443, tls: true, protocol: 'http' as const };

const IngressSettings = z
  .strictObject({
    kind: z
      .enum(['DaemonSet', 'Deployment'])
      .optional()
      .describe(
        'How Traefik runs: on every node, or some replicas. By default on every node, but as a Deployment where it keeps certificates of its own.',
      ),
    replicas: z
      .number()
      .int()
      .min(1)
      .max(2147483647)
      .optional()
      .describe(
        'Pods of Traefik, for a Deployment; by default 2, but 1 where it keeps certificates of its own or has the ports of a node.',
      ),
    address: oneOrMore(addressText)
      .optional()
      .describe('The gate: where all hosts point to. Needed unless the gate has the ports of nodes (`hostNetwork`).'),
    hostNetwork: HostNetwork.optional(),
    acme: OwnAcme.optional(),
    user: z
      .number()
      .int()
      .min(0)
      .max(2147483647)
      .optional()
      .describe('Id of the user Traefik runs as; by default that of the chart, and 0 where it has the ports of nodes.'),
    tlsOptions: TlsOptions.optional(),
    proxies: Proxies.optional(),
    accessLog: z.boolean().default(false).describe('Whether every request is written to the log.'),
    dashboard: Dashboard.optional(),
    namespace: nameText.default('traefik').describe('Namespace of the gate.'),
    class: objectNameText.default('traefik').describe('Name of the IngressClass that it serves.'),
    default: z.boolean().default(true).describe('Whether Ingresses that name no class are its own.'),
    tls: z
      .literal('none')
      .optional()
      .describe('`none`: HTTP only, on `web` alone; no app is served over TLS unless an entry point speaks it.'),
    entryPoints: z
      .record(nameText, EntryPoint)
      .optional()
      .describe(
        'Ports of the gate by name; without them `web` on port 80, and `websecure` on 443 with TLS unless `tls: none`.',
      ),
    redirectToHttps: z
      .boolean()
      .optional()
      .describe('Whether `web` sends every request on to `websecure`; by default it does, unless `tls: none`.'),
    values: chartValues('traefik'),
  })
  .superRefine(({ address, hostNetwork }, context) => {
    if ((address === undefined) !== (hostNetwork === undefined)) return;
    const given = address !== undefined;
    const path = given ? ['hostNetwork'] : [];
    const message = given ? 'the gate has an address of its own and the ports of nodes' : '"address" is missing';
    const hint = given
      ? 'write one of address and hostNetwork'
      : 'add it, for example: address: 192.168.88.60 (or hostNetwork: {})';
    context.addIssue({ code: 'custom', path, message, params: { hint } });
  })
  .transform((settings) => ({
    ...settings,
    kind: settings.kind ?? (settings.acme ? ('Deployment' as const) : ('DaemonSet' as const)),
    replicas: settings.replicas ?? (settings.acme || settings.hostNetwork ? 1 : 2),
    entryPoints: settings.entryPoints ?? (settings.tls === 'none' ? { web } : { web, websecure }),
    redirectToHttps: settings.redirectToHttps ?? settings.tls !== 'none',
  }))
  .describe('Traefik: the one entry to all apps.');

const fields = { ingress: IngressSettings.optional() };
const versions = { traefik: versionText.default('41.3.0').describe('Version of the Traefik chart.') };

/** What Traefik sees of a lab. */
export type TraefikLab = LabWith<typeof fields, typeof versions>;

/** A lab that has a gate. */
export type GateLab = TraefikLab & { readonly ingress: NonNullable<TraefikLab['ingress']> };

/** Whether a lab has a gate. */
export const hasGate = (lab: TraefikLab): lab is GateLab => lab.ingress !== undefined;

/** The dashboard of a lab. */
export type LabDashboard = NonNullable<GateLab['ingress']['dashboard']>;

/** What the gate and its dashboard mean for the plan of a lab. */
function planGate(lab: TraefikLab): SlicePlan {
  if (!hasGate(lab)) return {};
  const { ingress } = lab;
  const namespaces = [ingress.namespace];
  const { kind, replicas, dashboard } = ingress;
  const gate = gateAddress(lab);
  const pods = kind === 'Deployment' ? [{ replicas, owner: 'the gate', path: ['ingress', 'replicas'] }] : [];
  if (!dashboard) return { asked: [gate], pods, namespaces };
  return {
    asked: [gate, ...dashboardAddress(dashboard)],
    routes: [dashboardRoute(lab, dashboard)],
    access: access(lab, dashboard),
    logins: dashboardLogins(lab, dashboard),
    pods,
    namespaces,
  };
}

const clearPort = (entryPoints: GateLab['ingress']['entryPoints']) => {
  const ports = Object.values(entryPoints).flatMap(({ tls, port, protocol }) =>
    tls || protocol !== 'http' ? [] : port,
  );
  return ports.length > 0 ? { clearPort: ports.includes(80) ? 80 : Math.min(...ports) } : {};
};

/** What clients find the gate at: the address it asks for, or those that the nodes have anyway. */
const gateAddress = ({ ingress, nodes }: GateLab) => ({
  ...{ kind: 'gate' as const, owner: 'the gate' },
  ...clearPort(ingress.entryPoints),
  ...(ingress.hostNetwork
    ? {
        value: gateNodes(nodes, ingress.hostNetwork.nodes),
        path: ['ingress', 'hostNetwork'],
        isIdle: true,
        isOfNodes: true,
      }
    : { value: ingress.address ?? [], path: ['ingress', 'address'] }),
});

/** Names that the gate asks certificates for itself. */
function ownNames(lab: TraefikLab, { routes }: FirstPlan): SlicePlan {
  if (!lab.ingress?.acme) return {};
  const hosts = routes.filter(({ tls }) => tls).flatMap((route) => route.hosts);
  const names = new Map(hosts.map(({ host, path: at }) => [host, at]));
  return { certified: [...names].map(([name, at]) => ({ name, isPublic: true, isApart: true, path: at })) };
}

const owner = 'the dashboard';
const path = ['ingress', 'dashboard'];

const dashboardAddress = ({ address: value }: LabDashboard) =>
  value === undefined ? [] : [{ ...{ kind: 'dashboard' as const, owner, value }, path: [...path, 'address'] }];

const dashboardRoute = (lab: TraefikLab, { host, address, entryPoint }: LabDashboard) => ({
  ...{ owner, path, tls: entryPoint === undefined, isIngress: false },
  at: address === undefined ? ('gate' as const) : ('dashboard' as const),
  hosts: [{ host: fullHost(lab, host), path: [...path, 'host'] }],
});

function dashboardLogins(lab: TraefikLab, { host, access: said, entryPoint }: LabDashboard): PlannedLogin[] {
  const groups = groupsOf(said);
  const hosts = [fullHost(lab, host)];
  return groups
    ? [{ owner, path: [...path, 'access'], hosts, prefix: '/', tls: entryPoint === undefined, groups }]
    : [];
}

function access(lab: TraefikLab, dashboard: LabDashboard): PlannedAccess[] {
  const { trusted, access: said } = dashboard;
  const whose = 'the trusted networks of the dashboard';
  if (said === undefined) {
    const own = { owner, whose, path: trusted ? [...path, 'trusted'] : path };
    return [trusted?.length ? { ...own, networks: trusted } : own];
  }
  const networks = dashboardClients(lab, dashboard);
  return networks ? [{ owner, whose, path: [...path, 'access'], networks }] : [];
}

/** Networks that may see the dashboard; undefined for everyone. */
export function dashboardClients(lab: LabCore, { trusted, access: said }: LabDashboard): readonly string[] | undefined {
  if (said !== undefined) return clientNetworks(lab, said);
  // An empty list would let Traefik refuse the middleware, and the route with it: the node network is the least that makes sense.
  return trusted && trusted.length > 0 ? trusted : clientNetworks(lab, 'trusted');
}

/** The gate. */
export const slice = {
  place: 60,
  fields,
  versions,
  examples: {
    'ingress.acme.email': 'email: me@home.example.org',
    'ingress.proxies.networks': 'networks: 10.8.0.0/24',
    'ingress.dashboard.access.group': 'group: admins',
    'ingress.dashboard.host': 'host: traefik.home.example.org',
    'ingress.entryPoints.*.port': 'port: 443',
  },
  // Its usual namespace is nobody else's, whichever the lab chooses.
  namespaces: ['traefik'],
  secretFields: ['apiToken'],
  plan: planGate,
  derive: ownNames,
} satisfies LabSlice;
