import { z } from 'zod';
import {
  addressText,
  cidrText,
  containerPathText,
  domainText,
  emailText,
  filledText,
  gitUrlText,
  hostText,
  imageText,
  labelKeyText,
  labelValueText,
  nameText,
  nodeNameText,
  oneOrMore,
  portNumber,
  rangeText,
  secretKeyText,
  secretNameText,
  urlPathText,
  variableText,
  versionText,
} from './scalars.ts';

/** A secret's whereabouts, never its value. */
export const SecretReference = z
  .strictObject({
    file: filledText.optional().describe('A file outside the repository that holds the value.'),
    env: filledText.optional().describe('An environment variable that holds the value.'),
    sops: filledText.optional().describe('A SOPS-encrypted Kubernetes Secret in the repository, by path.'),
    key: secretKeyText.optional().describe('The key inside the Secret; the default depends on the use.'),
  })
  .superRefine((reference, context) => {
    const given = [reference.file, reference.env, reference.sops].filter((source) => source !== undefined).length;
    if (given === 1) return;
    const message = given === 0 ? 'no source of the secret is named' : `${given} sources of one secret are named`;
    context.addIssue({ code: 'custom', message, params: { hint: 'name exactly one of file, env, sops' } });
  })
  .describe('Where a secret is to be found: exactly one of `file`, `env`, `sops`. Never the secret itself.');

export const Versions = z
  .strictObject({
    kubernetes: versionText.default('1.36.3').describe('Kubernetes version.'),
    flux: versionText.default('2.9.4').describe('Flux version.'),
    metallb: versionText.default('0.16.1').describe('Version of the MetalLB chart.'),
    traefik: versionText.default('41.3.0').describe('Version of the Traefik chart.'),
    certManager: versionText.default('v1.21.1').describe('Version of the cert-manager chart.'),
  })
  .describe('What is installed. Pinned, so that the same lab file gives the same platform.');

export const Reservation = z
  .strictObject({
    range: rangeText,
    for: filledText.optional().describe('What the addresses are kept for.'),
  })
  .describe('Addresses kept for other machines.');

export const Network = z
  .strictObject({
    cidr: oneOrMore(cidrText).describe('The node network: one IPv4, one IPv6, or both.'),
    gateway: oneOrMore(addressText).optional().describe('Address of the router in the node network; one per family.'),
    dhcp: z.array(rangeText).default([]).describe('Ranges the DHCP server hands out.'),
    reserved: z
      .array(z.union([rangeText, Reservation]))
      .default([])
      .describe('Addresses kept for other machines.'),
    trusted: z.array(cidrText).default([]).describe('Client networks that may enter what is not public.'),
  })
  .describe('The network the nodes are in.');

export const Taint = z
  .strictObject({
    key: labelKeyText.describe('Key of the taint.'),
    value: labelValueText.optional().describe('Value of the taint.'),
    effect: z
      .enum(['NoSchedule', 'PreferNoSchedule', 'NoExecute'])
      .describe('What it does to pods that do not tolerate it.'),
  })
  .describe('A taint of the node.');

export const LabNode = z
  .strictObject({
    name: nodeNameText.describe('Name of the node in the cluster: its host name, with or without a domain.'),
    address: oneOrMore(addressText).describe('Address of the node; one per family.'),
    role: z.enum(['control-plane', 'worker']).default('worker').describe('Whether it runs the control plane.'),
    host: filledText.optional().describe('The physical machine it runs on.'),
    taints: z
      .array(Taint)
      .default([])
      .describe('Taints of the node beside the one that Talos gives its control planes.'),
    labels: z
      .record(labelKeyText, labelValueText)
      .default({})
      .describe('Labels of the node beside those that Kubernetes sets.'),
  })
  .describe('A machine of the cluster.');

export const Folders = z
  .strictObject({
    cluster: filledText.default('cluster').describe('What Flux reads first: the stages.'),
    controllers: filledText.default('infra/controller').describe('Controllers, a folder each.'),
    configs: filledText.default('infra/config').describe('What needs its controller to be up, a folder each.'),
    sources: filledText.default('infra/helmrepositories').describe('All Helm repositories.'),
    apps: filledText.default('apps').describe('Apps, a folder each.'),
  })
  .describe('Names of the folders in the repository.');

export const RepositorySettings = z
  .strictObject({
    url: gitUrlText.describe(
      'The Git repository Flux reads: `https://…`, or `ssh://git@…` with a `secret`; not `git@…:…`, which Flux refuses.',
    ),
    branch: filledText.default('main').describe('The branch Flux follows.'),
    layout: z.enum(['controllers-configs']).default('controllers-configs').describe('How the repository is laid out.'),
    folders: Folders.prefault({}),
    secret: secretNameText
      .optional()
      .describe(
        'Secret in `flux-system` with the Git credentials, made by hand: `identity` and `known_hosts` for `ssh://`, `username` and `password` for `https://`.',
      ),
  })
  .describe('The Git repository that holds the platform.');

export const Pool = z
  .strictObject({
    name: nameText.describe('Name of the pool.'),
    addresses: z.array(rangeText).min(1).describe('Addresses of the pool, in the order they are handed out.'),
    autoAssign: z
      .boolean()
      .default(true)
      .describe('Whether services that ask for nothing get addresses from it; `false` keeps it for those that ask.'),
  })
  .describe('Addresses that LoadBalancer services get.');

export const Addresses = z
  .strictObject({ pools: z.array(Pool).min(1).describe('Pools of addresses.') })
  .describe('Addresses that MetalLB hands out and announces.');

export const EntryPoint = z
  .strictObject({
    port: portNumber.describe('Port of the Service.'),
    tls: z.boolean().default(false).describe('Whether clients speak TLS here.'),
  })
  .describe('A port clients connect to.');

export const Dashboard = z
  .strictObject({
    address: oneOrMore(addressText).describe('An address of its own, not the gate’s.'),
    host: hostText.describe('Name of the dashboard.'),
    trusted: z.array(cidrText).optional().describe('Client networks that may enter; default `network.trusted`.'),
  })
  .describe('The Traefik dashboard, on an address of its own.');

export const IngressSettings = z
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
  })
  .describe('Traefik: the one entry to all apps.');

const acme = {
  email: emailText.optional().describe('Where the authority writes to about the account; it needs none.'),
  server: z
    .enum(['staging', 'production'])
    .default('staging')
    .describe('Let’s Encrypt staging (not trusted by browsers, generous limits) or production.'),
};

export const Issuer = z
  .discriminatedUnion('type', [
    z
      .strictObject({
        type: z
          .literal('acme-dns01-cloudflare')
          .describe('ACME, proven by a DNS record at Cloudflare; allows wildcards.'),
        ...acme,
        apiToken: SecretReference,
      })
      .describe('ACME with DNS-01 at Cloudflare.'),
    z
      .strictObject({
        type: z.literal('acme-http01').describe('ACME, proven over HTTP on port 80 from the Internet; no wildcards.'),
        ...acme,
      })
      .describe('ACME with HTTP-01.'),
    z
      .strictObject({
        type: z.literal('internal-ca').describe('A certificate authority of the lab’s own.'),
        commonName: filledText
          .max(64)
          .default('Gatehouse lab CA')
          .describe('Name of the authority, at most 64 letters.'),
      })
      .describe('A certificate authority of the lab’s own.'),
  ])
  .describe('Who signs the certificates.');

export const CertificateSettings = z
  .strictObject({
    issuer: Issuer,
    domains: z.array(domainText).min(1).describe('Names and wildcards that the default certificate holds.'),
  })
  .describe('The certificate the gate shows.');

export const AppService = z
  .strictObject({
    type: z
      .enum(['ClusterIP', 'LoadBalancer'])
      .default('ClusterIP')
      .describe('Whether it has an address of its own beside the gate.'),
    address: oneOrMore(addressText).optional().describe('A fixed LoadBalancer address; one per family.'),
  })
  .describe('The Service of the app.');

export const App = z
  .strictObject({
    name: nameText.describe('Name of the app, its folder and its namespace.'),
    image: imageText.describe('Container image with tag or digest.'),
    args: z.array(z.string()).default([]).describe('Arguments of the container.'),
    env: z.record(variableText, z.string()).default({}).describe('Environment of the container; no secrets.'),
    port: portNumber.default(8080).describe('Port the container listens on; it must be the one the image listens on.'),
    user: z
      .number()
      .int()
      .min(0)
      .max(2147483647)
      .optional()
      .describe(
        'Id of the user the container runs as; without it, the user of the image, often root. Any but 0 puts the app under the restricted Pod Security profile.',
      ),
    readOnlyRoot: z
      .boolean()
      .default(false)
      .describe('Whether the root file system of the container is read-only; `/tmp` stays writable.'),
    writable: z
      .array(containerPathText)
      .default([])
      .describe(
        'Folders the container may write to, empty at each start: what it needs beside `/tmp` when the root is read-only.',
      ),
    replicas: z.number().int().min(0).max(2147483647).default(1).describe('Pods of the app.'),
    hosts: z.array(hostText).min(1).describe('Names the app answers to.'),
    path: urlPathText.default('/').describe('Path prefix the app answers to.'),
    tls: z.boolean().default(true).describe('Whether it is served over HTTPS.'),
    access: z
      .union([z.enum(['everyone', 'trusted']), z.array(cidrText).min(1)])
      .default('everyone')
      .describe('Who may enter: `everyone`, the `trusted` networks, or these networks.'),
    route: z
      .enum(['Ingress', 'IngressRoute'])
      .default('IngressRoute')
      .describe('Kind of object that carries the route.'),
    service: AppService.prefault({}),
  })
  .describe('An app behind the gate.');

export const LabFile = z
  .strictObject({
    name: nameText.describe('Name of the lab.'),
    versions: Versions.prefault({}),
    distribution: z
      .enum(['k3s', 'talos', 'existing'])
      .default('k3s')
      .describe('The Kubernetes that runs on the nodes.'),
    allowSchedulingOnControlPlanes: z
      .boolean()
      .optional()
      .describe(
        'Talos only: the setting of its machine config. Without it control planes keep the taint `node-role.kubernetes.io/control-plane:NoSchedule`, and no app runs on them while there is another node.',
      ),
    repository: RepositorySettings,
    network: Network,
    nodes: z.array(LabNode).min(1).describe('Machines of the cluster.'),
    addresses: Addresses,
    ingress: IngressSettings,
    certificates: CertificateSettings,
    apps: z.array(App).default([]).describe('Apps behind the gate.'),
  })
  .describe('A lab: one file from which the platform is composed.');

/** A lab as its file says it: validated and defaulted. */
export type Lab = z.output<typeof LabFile>;
/** A lab as a person writes it: what has a default may be left out. */
export type LabInput = z.input<typeof LabFile>;
/** An app behind the gate. */
export type LabApp = Lab['apps'][number];
/** A pool of addresses. */
export type LabPool = Lab['addresses']['pools'][number];

/** One value or a list of them, as a list. */
export const listOf = <T>(value: T | readonly T[]): readonly T[] => (Array.isArray(value) ? value : [value as T]);
