import * as z from 'zod';
import { Access, groupsOf, networksOf } from '../../lab/access.ts';
import { fullHost, type LabCore } from '../../lab/lab-core.ts';
import type {
  Planned,
  PlannedAccess,
  PlannedClient,
  PlannedLogin,
  PlannedStream,
  PlannedVolume,
  SlicePlan,
} from '../../lab/lab-plan.ts';
import type { LabPath } from '../../lab/lab-problem.ts';
import { listOf } from '../../lab/list-of.ts';
import {
  containerPathText,
  hostText,
  imageText,
  nameText,
  portNumber,
  urlPathText,
  variableText,
} from '../../lab/scalars.ts';
import { SecretReference } from '../../lab/secret-reference.ts';
import type { LabSlice, LabWith } from '../../lab/slice.ts';
import { AppHost, AppLogin, AppService, imageExample, middlewareText } from './lab-entry.ts';
import { portsOf, routedPort } from './lab-listening.ts';
import { localClass, readVolume } from './lab-mounts.ts';
import { Ports } from './lab-ports.ts';
import { AppChart, Probe, Resources } from './lab-run.ts';
import { Volumes } from './lab-volumes.ts';

const App = z
  .strictObject({
    name: nameText.describe('Name of the app, its folder and its namespace.'),
    image: imageText.optional().describe('Container image with tag or digest.'),
    namespace: nameText.optional().describe('Its namespace, where that has another name; several apps may share one.'),
    chart: AppChart.optional(),
    command: z.array(z.string()).default([]).describe('The program, where it is not that of the image.'),
    args: z.array(z.string()).default([]).describe('Arguments of the container.'),
    env: z.record(variableText, z.string()).default({}).describe('Environment of the container; no secrets.'),
    secretEnv: z
      .record(variableText, SecretReference)
      .default({})
      .describe('Environment that comes of secrets; the key is the name of the variable unless it is named.'),
    port: portNumber
      .optional()
      .describe('Port the container listens on; it must be the one the image listens on. By default 8080.'),
    ports: Ports.optional(),
    probe: Probe,
    resources: Resources,
    volumes: Volumes,
    user: z
      .number()
      .int()
      .min(0)
      .max(2147483647)
      .optional()
      .describe(
        'Id of the user the container runs as; without it, the user of the image, often root. Any but 0 puts the app under the restricted Pod Security profile.',
      ),
    group: z
      .number()
      .int()
      .min(0)
      .max(2147483647)
      .optional()
      .describe('Id of its group, to which its volumes belong; by default that of `user`.'),
    podSecurity: z
      .enum(['privileged', 'baseline', 'restricted'])
      .optional()
      .describe(
        'Pod Security level of its namespace; by default the strictest that it passes, `baseline` for a chart.',
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
      .array(z.union([hostText, AppHost]))
      .optional()
      .describe(
        'Names the app answers to, where there are several, or where one has a path of its own; an empty list keeps it off the gate.',
      ),
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
    middlewares: z
      .array(middlewareText)
      .default([])
      .describe(
        'Middlewares of one’s own that its requests pass, in this order, after those that decide who may enter.',
      ),
    service: AppService.prefault({}),
  })
  .superRefine((app, context) => {
    for (const { path, message, hint } of contradictions(app)) {
      context.addIssue({ code: 'custom', path: [path], message, params: { hint } });
    }
  })
  .describe('An app.');

/** Fields of which only one can be given, and what cannot be said of a chart. */
function contradictions(
  app: {
    readonly [field in 'host' | 'hosts' | 'image' | 'chart' | 'port' | 'ports']?: unknown;
  },
): readonly { readonly path: string; readonly message: string; readonly hint: string }[] {
  const both = (one: 'host' | 'image' | 'port', other: 'hosts' | 'chart' | 'ports', hint: string) =>
    app[one] !== undefined && app[other] !== undefined
      ? [{ path: one, message: `${one} and ${other} are both given`, hint }]
      : [];
  const neither = { path: 'image', message: 'an app needs an image or a chart', hint: `write ${imageExample}` };
  return [
    ...both('host', 'hosts', 'list all of them in hosts'),
    ...both('port', 'ports', 'name all of them in ports'),
    ...both('image', 'chart', 'remove one of them'),
    ...(app.image === undefined && app.chart === undefined ? [neither] : []),
  ];
}

const fields = { apps: z.array(App).default([]).describe('Apps behind the gate.') };

/** What is seen of the apps of a lab. */
export type AppsLab = LabWith<typeof fields>;
/** An app behind the gate. */
export type LabApp = AppsLab['apps'][number];

/** A name that an app answers to, and under which path. */
export interface AnsweredHost {
  readonly host: string;
  readonly path: string;
}

/** Names an app answers to: those written, or that which follows from its name and the domain; none where there is no entry, or it listens nowhere. */
export function answersOf(
  lab: LabCore,
  { name, host, hosts, path, ...app }: Pick<LabApp, 'name' | 'host' | 'hosts' | 'path' | 'port' | 'ports' | 'service'>,
): readonly AnsweredHost[] {
  const written = host === undefined ? hosts : [host];
  if (written) {
    return written.map((each) =>
      typeof each === 'string'
        ? { host: fullHost(lab, each), path }
        : { host: fullHost(lab, each.host), path: each.path },
    );
  }
  const isOffered = lab.domain !== undefined && lab.ingress !== undefined && routedPort(app) !== undefined;
  return isOffered ? [{ host: `${name}.${lab.domain}`, path }] : [];
}

/** The names alone. */
export const hostsOf = (...given: Parameters<typeof answersOf>): readonly string[] =>
  answersOf(...given).map(({ host }) => host);

/** Whether an app is served over HTTPS. */
export const servesTls = ({ ingress }: LabCore, { tls }: Pick<LabApp, 'tls'>): boolean =>
  tls ?? ingress?.tls !== 'none';

/** Steps from an app to one of its hosts in the lab file. */
export function hostPath({ host, hosts }: Pick<LabApp, 'host' | 'hosts'>, index: number): LabPath {
  if (host !== undefined) return ['host'];
  if (!hosts) return ['name'];
  return typeof hosts[index] === 'object' ? ['hosts', index, 'host'] : ['hosts', index];
}

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
    streams: placed.flatMap(({ app, owner, path }) => streamsOf(app, { owner, path })),
    volumes: placed.flatMap(({ app, owner, path }) => claimedVolumes(app, { owner, path })),
    pods: placed
      .filter(({ app }) => app.chart === undefined)
      .map(({ app: { replicas }, owner, path }) => ({ replicas, owner, path: [...path, 'replicas'] })),
    gateNeeds: apps.some((app) => app.route === 'IngressRoute' && foreignMiddlewares(app).length > 0)
      ? ['other namespaces']
      : [],
  };
}

/** The volumes that are made for an app; those on the node itself have a class of their own. */
const claimedVolumes = (app: LabApp, { owner, path }: Planned): PlannedVolume[] =>
  Object.keys(app.volumes).flatMap((folder) => {
    const { size, localPath, class: said } = readVolume(app.volumes[folder]!);
    const planned = { owner: `${owner}, ${folder}`, path: [...path, 'volumes', folder] };
    if (localPath !== undefined) return [{ ...planned, size: localPath, className: localClass }];
    return size === undefined ? [] : [{ ...planned, size, ...(said !== undefined && { className: said }) }];
  });

/** Ports that entry points of the gate lead to by themselves. */
const streamsOf = (app: LabApp, { owner, path }: Planned): PlannedStream[] =>
  portsOf(app).flatMap(({ name, protocol, entryPoint }) => {
    if (entryPoint === undefined) return [];
    const isClosed = groupsOf(app.access) ? 'login' : networksOf(app.access) === 'everyone' ? undefined : 'networks';
    const place = { owner, path: [...path, 'ports', name, 'entryPoint'] };
    return [{ ...place, entryPoint, protocol, ...(isClosed && { isClosed }) }];
  });

/** Middlewares of an app that lie in another namespace than the one it names. */
const foreignMiddlewares = ({ middlewares, namespace, name }: LabApp): readonly string[] =>
  middlewares.filter((each) => each.includes('/') && !each.startsWith(`${namespace ?? name}/`));

/** A login for each path that the app answers to, with the names under which it does. */
function loginOf(lab: LabCore, app: LabApp, planned: Planned): PlannedLogin[] {
  const groups = groupsOf(app.access);
  if (!groups) return [];
  const answers = answersOf(lab, app);
  return [...new Set([app.path, ...answers.map(({ path }) => path)])]
    .map((prefix) => ({ prefix, hosts: answers.filter(({ path }) => path === prefix).map(({ host }) => host) }))
    .filter(({ hosts, prefix }) => hosts.length > 0 || prefix === app.path)
    .map((each) => ({ ...planned, ...each, tls: servesTls(lab, app), groups }));
}

function clientOf(lab: LabCore, app: LabApp, planned: Planned): PlannedClient[] {
  const { name, image = '', login } = app;
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
    'apps[].access.group': 'group: family',
    'apps[].login.oidc': 'oidc: { redirects: [/callback] }',
    'apps[].login.oidc.redirects': 'redirects: [/callback]',
    'apps[].hosts[].host': 'host: hello.home.example.org',
    'apps[].ports.*.port': 'port: 8080',
    'apps[].chart.repository': 'repository: https://charts.example.org',
    'apps[].chart.name': 'name: hello',
    'apps[].chart.version': 'version: 1.2.3',
  },
  plan: planApps,
} satisfies LabSlice;
