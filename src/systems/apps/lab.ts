import { z } from 'zod';
import type { PlannedAccess, SlicePlan } from '../../lab/lab-plan.ts';
import type { LabPath } from '../../lab/lab-problem.ts';
import {
  addressText,
  cidrText,
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

const fields = { apps: z.array(App).default([]).describe('Apps behind the gate.') };

/** What is seen of the apps of a lab. */
export type AppsLab = LabWith<typeof fields>;
/** An app behind the gate. */
export type LabApp = AppsLab['apps'][number];

/** What the apps mean for the plan of a lab. */
function planApps({ apps }: AppsLab): SlicePlan {
  const placed = apps.map((app, i) => ({ app, owner: `app ${app.name}`, path: ['apps', i] }));
  return {
    asked: placed.flatMap(({ app: { service }, owner, path }) =>
      service.address === undefined
        ? []
        : [
            {
              ...{ kind: 'service' as const, owner, value: service.address },
              path: [...path, 'service', 'address'],
              isIdle: service.type !== 'LoadBalancer',
            },
          ],
    ),
    unasked: placed
      .filter(({ app: { service } }) => service.type === 'LoadBalancer' && !service.address)
      .map(({ owner, path }) => ({ owner, path: [...path, 'service'] })),
    routes: placed.map(({ app: { hosts, tls, route }, owner, path }) => ({
      ...{ owner, path, tls, at: 'gate' as const, isIngress: route === 'Ingress' },
      hosts: hosts.map((host, j) => ({ host, path: [...path, 'hosts', j] })),
    })),
    access: placed.flatMap(({ app, owner, path }) => accessOf(app, owner, [...path, 'access'])),
    pods: placed.map(({ app: { replicas }, owner, path }) => ({ replicas, owner, path: [...path, 'replicas'] })),
  };
}

function accessOf({ access }: LabApp, owner: string, path: LabPath): PlannedAccess[] {
  if (access === 'everyone') return [];
  const whose = `the networks that may enter ${owner}`;
  if (access === 'trusted') return [{ owner, whose, path }];
  return [{ owner, whose, path, networks: access, mayBeOpen: 'write access: everyone if that is meant' }];
}

/** The apps. */
export const slice = {
  place: 80,
  fields,
  examples: {
    'apps[].name': 'name: hello',
    'apps[].image': 'image: docker.io/traefik/whoami:v1.11.0',
    'apps[].hosts': 'hosts: [hello.home.example.org]',
  },
  plan: planApps,
} satisfies LabSlice;
