import { z } from 'zod';
import { Access, groupsOf, networksOf } from '../../lab/access.ts';
import { fullHost, type LabCore, listOf } from '../../lab/lab-core.ts';
import type { Planned, PlannedAccess, PlannedClient, PlannedLogin, SlicePlan } from '../../lab/lab-plan.ts';
import type { LabPath } from '../../lab/lab-problem.ts';
import {
  addressText,
  containerPathText,
  hostText,
  imageText,
  nameText,
  oneOrMore,
  portNumber,
  urlPathText,
  variableText,
} from '../../lab/scalars.ts';
import type { LabSlice, LabWith } from '../../lab/slice.ts';

const AppService = z
  .strictObject({
    type: z
      .enum(['ClusterIP', 'LoadBalancer'])
      .default('ClusterIP')
      .describe('Whether it has an address of its own beside the gate.'),
    address: oneOrMore(addressText).optional().describe('A fixed LoadBalancer address; one per family.'),
  })
  .describe('The Service of the app.');

const AppLogin = z
  .union([
    z.literal('oidc'),
    z.strictObject({
      oidc: z
        .strictObject({
          redirects: z.array(urlPathText).min(1).describe('Paths of the app that the login sends people back to.'),
        })
        .describe('The app speaks OpenID Connect.'),
    }),
  ])
  .describe(
    'How the app itself sends people to the login: `oidc` makes it a client of it. Nothing is asked before it then. Paths are known of some images.',
  );

const App = z
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
    host: hostText
      .optional()
      .describe(
        'The name the app answers to, where it is one; without a dot it lies under `domain`. Left out, it is `<name>.<domain>` in a lab with an entry and a domain.',
      ),
    hosts: z
      .array(hostText)
      .optional()
      .describe('Names the app answers to, where there are several; an empty list keeps it off the gate.'),
    path: urlPathText.default('/').describe('Path prefix the app answers to.'),
    tls: z
      .boolean()
      .optional()
      .describe('Whether it is served over HTTPS; by default it is, unless `ingress.tls` is `none`.'),
    access: Access.default('everyone'),
    login: AppLogin.optional(),
    route: z
      .enum(['Ingress', 'IngressRoute'])
      .default('IngressRoute')
      .describe('Kind of object that carries the route.'),
    service: AppService.prefault({}),
  })
  .superRefine(({ host, hosts }, context) => {
    if (host === undefined || hosts === undefined) return;
    const params = { hint: 'list all of them in hosts' };
    context.addIssue({ code: 'custom', path: ['host'], message: 'host and hosts are both given', params });
  })
  .describe('An app behind the gate.');

const fields = { apps: z.array(App).default([]).describe('Apps behind the gate.') };

/** What is seen of the apps of a lab. */
export type AppsLab = LabWith<typeof fields>;
/** An app behind the gate. */
export type LabApp = AppsLab['apps'][number];

/** Names an app answers to: those written, or that which follows from its name and the domain; none where there is no entry. */
export function hostsOf(
  lab: LabCore,
  { name, host, hosts }: Pick<LabApp, 'name' | 'host' | 'hosts'>,
): readonly string[] {
  const written = host === undefined ? hosts : [host];
  if (written) return written.map((each) => fullHost(lab, each));
  return lab.domain === undefined || lab.ingress === undefined ? [] : [`${name}.${lab.domain}`];
}

/** Whether an app is served over HTTPS. */
export const servesTls = ({ ingress }: LabCore, { tls }: Pick<LabApp, 'tls'>): boolean =>
  tls ?? ingress?.tls !== 'none';

/** Steps from an app to one of its hosts in the lab file. */
export const hostPath = ({ host, hosts }: Pick<LabApp, 'host' | 'hosts'>, index: number): LabPath =>
  host === undefined ? (hosts ? ['hosts', index] : ['name']) : ['host'];

/** What the apps mean for the plan of a lab. */
function planApps(lab: AppsLab): SlicePlan {
  const { apps } = lab;
  const placed = apps.map((app, i) => ({ app, owner: `app ${app.name}`, path: ['apps', i] }));
  return {
    asked: placed.flatMap(({ app: { name, service }, owner, path }) =>
      service.address === undefined
        ? []
        : [
            {
              ...{ kind: 'service' as const, owner, name, value: service.address },
              path: [...path, 'service', 'address'],
              isIdle: service.type !== 'LoadBalancer',
            },
          ],
    ),
    unasked: placed
      .filter(({ app: { service } }) => service.type === 'LoadBalancer' && !service.address)
      .map(({ owner, path }) => ({ owner, path: [...path, 'service'] })),
    routes: placed
      .map(({ app, owner, path }) => ({
        ...{ owner, path, tls: servesTls(lab, app), at: 'gate' as const, isIngress: app.route === 'Ingress' },
        hosts: hostsOf(lab, app).map((host, j) => ({ host, path: [...path, ...hostPath(app, j)] })),
      }))
      .filter(({ hosts }) => hosts.length > 0),
    access: placed.flatMap(({ app, owner, path }) => accessOf(lab, app, { owner, path: [...path, 'access'] })),
    logins: placed.flatMap(({ app, owner, path }) => loginOf(lab, app, { owner, path: [...path, 'access'] })),
    clients: placed.flatMap(({ app, owner, path }) => clientOf(lab, app, { owner, path: [...path, 'login'] })),
    pods: placed.map(({ app: { replicas }, owner, path }) => ({ replicas, owner, path: [...path, 'replicas'] })),
  };
}

function loginOf(lab: LabCore, app: LabApp, planned: Planned): PlannedLogin[] {
  const groups = groupsOf(app.access);
  return groups ? [{ ...planned, hosts: hostsOf(lab, app), prefix: app.path, tls: servesTls(lab, app), groups }] : [];
}

function clientOf(lab: LabCore, app: LabApp, planned: Planned): PlannedClient[] {
  const { name, image, login } = app;
  if (login === undefined) return [];
  const redirects = login === 'oidc' ? {} : { redirects: login.oidc.redirects };
  return [{ ...planned, name, image, hosts: hostsOf(lab, app), ...redirects }];
}

function accessOf({ network }: LabCore, app: LabApp, { owner, path: place }: Planned): PlannedAccess[] {
  const access = networksOf(app.access);
  const path = groupsOf(app.access) ? [...place, 'networks'] : place;
  if (access === 'everyone') return [];
  const whose = `the networks that may enter ${owner}`;
  if (access === 'trusted') return [{ owner, whose, path }];
  if (access === 'lan') return [{ owner, whose, path, networks: listOf(network.cidr) }];
  return [{ owner, whose, path, networks: access, mayBeOpen: 'write access: everyone if that is meant' }];
}

/** The apps. */
export const slice = {
  place: 80,
  fields,
  examples: {
    'apps[].name': 'name: hello',
    'apps[].image': 'image: docker.io/traefik/whoami:v1.11.0',
    'apps[].access.group': 'group: family',
    'apps[].login.oidc': 'oidc: { redirects: [/callback] }',
    'apps[].login.oidc.redirects': 'redirects: [/callback]',
  },
  plan: planApps,
} satisfies LabSlice;
