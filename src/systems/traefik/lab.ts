import { z } from 'zod';
import { Access, clientNetworks, groupsOf } from '../../lab/access.ts';
import { chartValues } from '../../lab/chart-values.ts';
import { fullHost, type LabCore } from '../../lab/lab-core.ts';
import type { PlannedAccess, PlannedLogin, SlicePlan } from '../../lab/lab-plan.ts';
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

const EntryPoint = z
  .strictObject({
    port: portNumber.describe('Port of the Service.'),
    tls: z.boolean().default(false).describe('Whether clients speak TLS here.'),
  })
  .describe('A port clients connect to.');

const Dashboard = z
  .strictObject({
    address: oneOrMore(addressText)
      .optional()
      .describe('An address of its own, not the gate’s; left out, the dashboard stands on the gate.'),
    access: Access.optional().describe('Who may enter; by default the `trusted` networks.'),
    host: hostText.describe('Name of the dashboard; one without a dot lies under `domain`.'),
    trusted: listOrOne(cidrText).optional().describe('Client networks that may enter; default `network.trusted`.'),
  })
  .describe('The Traefik dashboard, on an address of its own or on the gate.');

const web = { port: 80, tls: false };
const websecure = { port: 443, tls: true };

const IngressSettings = z
  .strictObject({
    kind: z
      .enum(['DaemonSet', 'Deployment'])
      .default('DaemonSet')
      .describe('How Traefik runs: on every node, or some replicas.'),
    replicas: z.number().int().min(1).max(2147483647).default(2).describe('Pods of Traefik, for a Deployment.'),
    address: oneOrMore(addressText).describe('The gate: where all hosts point to.'),
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
  .transform((settings) => ({
    ...settings,
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
  const { kind, replicas, address, dashboard } = ingress;
  const gate = { kind: 'gate' as const, owner: 'the gate', value: address, path: ['ingress', 'address'] };
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

const owner = 'the dashboard';
const path = ['ingress', 'dashboard'];

const dashboardAddress = ({ address: value }: LabDashboard) =>
  value === undefined ? [] : [{ ...{ kind: 'dashboard' as const, owner, value }, path: [...path, 'address'] }];

const dashboardRoute = (lab: TraefikLab, { host, address }: LabDashboard) => ({
  ...{ owner, path, tls: true, isIngress: false },
  at: address === undefined ? ('gate' as const) : ('dashboard' as const),
  hosts: [{ host: fullHost(lab, host), path: [...path, 'host'] }],
});

function dashboardLogins(lab: TraefikLab, { host, access: said }: LabDashboard): PlannedLogin[] {
  const groups = groupsOf(said);
  const hosts = [fullHost(lab, host)];
  return groups ? [{ owner, path: [...path, 'access'], hosts, prefix: '/', tls: true, groups }] : [];
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
    'ingress.address': 'address: 192.168.88.60',
    'ingress.dashboard.access.group': 'group: admins',
    'ingress.dashboard.host': 'host: traefik.home.example.org',
    'ingress.entryPoints.*.port': 'port: 443',
  },
  // Its usual namespace is nobody else's, whichever the lab chooses.
  namespaces: ['traefik'],
  plan: planGate,
} satisfies LabSlice;
