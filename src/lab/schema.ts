import { z } from 'zod';

const name = z
  .string()
  .regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/, 'must be lower-case letters, digits and "-"')
  .max(63);
const address = z.string().describe('an IPv4 or IPv6 address');
const range = z.string().describe('a CIDR, one address, or first-last');
const cidr = z.string().describe('a network in CIDR form');
const oneOrMore = <T extends z.ZodType>(item: T) => z.union([item, z.array(item).min(1)]);

/** A secret's whereabouts, never its value. */
export const SecretReference = z
  .strictObject({
    file: z.string().optional().describe('a file outside the repository that holds the value'),
    env: z.string().optional().describe('an environment variable that holds the value'),
    sops: z.string().optional().describe('a SOPS-encrypted Kubernetes Secret in the repository, by path'),
    key: z.string().optional().describe('the key inside the Secret; default depends on the use'),
  })
  .describe('where a secret is to be found: exactly one of file, env, sops');

export const Versions = z.strictObject({
  kubernetes: z.string().default('1.36.3'),
  flux: z.string().default('2.9.4'),
  metallb: z.string().default('0.16.1').describe('chart version'),
  traefik: z.string().default('41.3.0').describe('chart version'),
  certManager: z.string().default('v1.21.1').describe('chart version'),
});

export const Reservation = z.strictObject({
  range,
  for: z.string().optional().describe('what the addresses are kept for'),
});

export const Network = z.strictObject({
  cidr: oneOrMore(cidr).describe('the node network; one IPv4, one IPv6, or both'),
  gateway: oneOrMore(address).optional(),
  dhcp: z.array(range).default([]).describe('ranges the DHCP server hands out'),
  reserved: z
    .array(z.union([range, Reservation]))
    .default([])
    .describe('addresses kept for other machines'),
  trusted: z.array(cidr).default([]).describe('client networks that may enter what is not public'),
});

export const Taint = z.strictObject({
  key: z.string(),
  value: z.string().optional(),
  effect: z.enum(['NoSchedule', 'PreferNoSchedule', 'NoExecute']),
});

export const LabNode = z.strictObject({
  name,
  address: oneOrMore(address).describe('the address of the node; one per family'),
  role: z.enum(['control-plane', 'worker']).default('worker'),
  host: z.string().optional().describe('the physical machine it runs on'),
  taints: z.array(Taint).default([]),
  labels: z.record(z.string(), z.string()).default({}),
});

export const Folders = z.strictObject({
  cluster: z.string().default('cluster'),
  controllers: z.string().default('infra/controller'),
  configs: z.string().default('infra/config'),
  sources: z.string().default('infra/helmrepositories'),
  apps: z.string().default('apps'),
});

export const RepositorySettings = z.strictObject({
  url: z.string().describe('the Git repository Flux reads'),
  branch: z.string().default('main'),
  layout: z.enum(['controllers-configs']).default('controllers-configs'),
  folders: Folders.prefault({}),
  secret: name.optional().describe('Secret in flux-system with the Git credentials'),
});

export const Pool = z.strictObject({
  name,
  addresses: z.array(range).min(1),
  autoAssign: z.boolean().default(true),
});

export const EntryPoint = z.strictObject({
  port: z.number().int().min(1).max(65535).describe('port of the Service'),
  tls: z.boolean().default(false),
});

export const Dashboard = z.strictObject({
  address: oneOrMore(address).describe('an address of its own, not the gate’s'),
  host: z.string(),
  trusted: z.array(cidr).optional().describe('client networks that may enter; default network.trusted'),
});

export const IngressSettings = z.strictObject({
  kind: z.enum(['DaemonSet', 'Deployment']).default('DaemonSet'),
  replicas: z.number().int().min(1).default(2).describe('for a Deployment'),
  address: oneOrMore(address).describe('the gate: where all hosts point to'),
  dashboard: Dashboard.optional(),
  entryPoints: z
    .record(name, EntryPoint)
    .default({ web: { port: 80, tls: false }, websecure: { port: 443, tls: true } }),
  redirectToHttps: z.boolean().default(true),
});

const acme = {
  email: z.string(),
  server: z.enum(['staging', 'production']).default('staging'),
};

export const Issuer = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('acme-dns01-cloudflare'), ...acme, apiToken: SecretReference }),
  z.strictObject({ type: z.literal('acme-http01'), ...acme }),
  z.strictObject({ type: z.literal('internal-ca'), commonName: z.string().default('Gatehouse lab CA') }),
]);

export const CertificateSettings = z.strictObject({
  issuer: Issuer,
  domains: z.array(z.string()).min(1).describe('names and wildcards that the default certificate holds'),
});

export const App = z.strictObject({
  name,
  image: z.string(),
  port: z.number().int().min(1).max(65535).default(8080).describe('port the container listens on'),
  replicas: z.number().int().min(0).default(1),
  hosts: z.array(z.string()).min(1),
  path: z.string().startsWith('/').default('/'),
  tls: z.boolean().default(true),
  access: z
    .union([z.enum(['everyone', 'trusted']), z.array(cidr).min(1)])
    .default('everyone')
    .describe('who may enter: everyone, the trusted networks, or these networks'),
  route: z.enum(['Ingress', 'IngressRoute']).default('IngressRoute'),
  service: z
    .strictObject({
      type: z.enum(['ClusterIP', 'LoadBalancer']).default('ClusterIP'),
      address: oneOrMore(address).optional().describe('a fixed LoadBalancer address'),
    })
    .prefault({}),
});

export const LabFile = z.strictObject({
  name,
  versions: Versions.prefault({}),
  distribution: z.enum(['k3s', 'talos', 'existing']).default('k3s'),
  repository: RepositorySettings,
  network: Network,
  nodes: z.array(LabNode).min(1),
  addresses: z.strictObject({ pools: z.array(Pool).min(1) }),
  ingress: IngressSettings,
  certificates: CertificateSettings,
  apps: z.array(App).default([]),
});

/** A lab as its file says it: validated and defaulted. */
export type Lab = z.output<typeof LabFile>;
export type LabInput = z.input<typeof LabFile>;
export type LabApp = Lab['apps'][number];
export type LabPool = Lab['addresses']['pools'][number];
export type LabNodeSettings = Lab['nodes'][number];

/** One value or a list of them, as a list. */
export const listOf = <T>(value: T | readonly T[]): readonly T[] => (Array.isArray(value) ? value : [value as T]);
