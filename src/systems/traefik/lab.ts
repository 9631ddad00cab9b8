import { z } from 'zod';
import { chartValues } from '../../lab/chart-values.ts';
import type { PlannedAccess, SlicePlan } from '../../lab/lab-plan.ts';
import { addressText, cidrText, hostText, nameText, oneOrMore, portNumber, versionText } from '../../lab/scalars.ts';
import type { LabSlice, LabWith } from '../../lab/slice.ts';
import { gateNamespace } from './component-names.ts';

const EntryPoint = z
  .strictObject({
    port: portNumber.describe('Port of the Service.'),
    tls: z.boolean().default(false).describe('Whether clients speak TLS here.'),
  })
  .describe('A port clients connect to.');

const Dashboard = z
  .strictObject({
    address: oneOrMore(addressText).describe('An address of its own, not the gate’s.'),
    host: hostText.describe('Name of the dashboard.'),
    trusted: z.array(cidrText).optional().describe('Client networks that may enter; default `network.trusted`.'),
  })
  .describe('The Traefik dashboard, on an address of its own.');

const IngressSettings = z
  .strictObject({
    kind: z
      .enum(['DaemonSet', 'Deployment'])
      .default('DaemonSet')
      .describe('How Traefik runs: on every node, or some replicas.'),
    replicas: z.number().int().min(1).max(2147483647).default(2).describe('Pods of Traefik, for a Deployment.'),
    address: oneOrMore(addressText).describe('The gate: where all hosts point to.'),
    dashboard: Dashboard.optional(),
    entryPoints: z
      .record(nameText, EntryPoint)
      .default({ web: { port: 80, tls: false }, websecure: { port: 443, tls: true } })
      .describe('Ports of the gate by name.'),
    redirectToHttps: z.boolean().default(true).describe('Whether `web` sends every request on to `websecure`.'),
    values: chartValues('traefik'),
  })
  .describe('Traefik: the one entry to all apps.');

const fields = { ingress: IngressSettings };
const versions = { traefik: versionText.default('41.3.0').describe('Version of the Traefik chart.') };

/** What Traefik sees of a lab. */
export type TraefikLab = LabWith<typeof fields, typeof versions>;

type LabDashboard = NonNullable<TraefikLab['ingress']['dashboard']>;

/** What the gate and its dashboard mean for the plan of a lab. */
function planGate({ ingress }: TraefikLab): SlicePlan {
  const { kind, replicas, address, dashboard } = ingress;
  const gate = { kind: 'gate' as const, owner: 'the gate', value: address, path: ['ingress', 'address'] };
  const pods = kind === 'Deployment' ? [{ replicas, owner: 'the gate', path: ['ingress', 'replicas'] }] : [];
  if (!dashboard) return { asked: [gate], pods };
  return {
    asked: [gate, dashboardAddress(dashboard)],
    routes: [dashboardRoute(dashboard)],
    access: [access(dashboard)],
    pods,
  };
}

const owner = 'the dashboard';
const path = ['ingress', 'dashboard'];

const dashboardAddress = ({ address }: LabDashboard) => ({
  ...{ kind: 'dashboard' as const, owner, value: address },
  path: [...path, 'address'],
});

const dashboardRoute = ({ host }: LabDashboard) => ({
  ...{ owner, path, tls: true, at: 'dashboard' as const, isIngress: false },
  hosts: [{ host, path: [...path, 'host'] }],
});

function access({ trusted }: LabDashboard): PlannedAccess {
  const whose = 'the trusted networks of the dashboard';
  const own = { owner, whose, path: trusted ? [...path, 'trusted'] : path };
  return trusted?.length ? { ...own, networks: trusted } : own;
}

/** The gate. */
export const slice = {
  place: 60,
  fields,
  versions,
  namespaces: [gateNamespace],
  examples: {
    ingress: 'ingress: { address: 192.168.88.60 }',
    'ingress.address': 'address: 192.168.88.60',
    'ingress.dashboard.address': 'address: 192.168.88.61',
    'ingress.dashboard.host': 'host: traefik.home.example.org',
    'ingress.entryPoints.*.port': 'port: 443',
  },
  plan: planGate,
} satisfies LabSlice;
