import * as z from 'zod';
import { Access, clientNetworks, groupsOf, networksOf } from '../../lab/access.ts';
import { chartValues } from '../../lab/chart-values.ts';
import { fullHost, type LabCore } from '../../lab/lab-core.ts';
import type { PlannedAccess, SlicePlan } from '../../lab/lab-plan.ts';
import { checkedText, containerPathText, hostText, objectNameText, versionText } from '../../lab/scalars.ts';
import type { LabSlice, LabWith, PartsSaid } from '../../lab/slice.ts';
import { quoteText } from '../../lab/values.ts';
import { longhornNamespace } from './component-names.ts';
import { cronText, Jobs, keptNumber } from './lab-jobs.ts';

const targetText = checkedText((text) =>
  /^nfs:\/\/[^/:\s]+:?\/[^\s$,?]+$/.test(text)
    ? undefined
    : { message: `${quoteText(text)} is no folder on an NFS server`, hint: 'write nfs://nas.lan:/mnt/tank/longhorn' },
).transform((url) => url.replace(/^(nfs:\/\/[^/:]+)\//, '$1:/'));

const Backups = z
  .union([
    targetText,
    z.strictObject({
      target: targetText.describe('A folder of an NFS 4 server: `nfs://nas.lan:/mnt/tank/longhorn`.'),
      cron: cronText.default('0 3 * * *').describe('When, as cron writes it and in the time of the cluster: UTC.'),
      keep: keptNumber.default(14).describe('How many backups of each volume are kept.'),
    }),
  ])
  .describe(
    'Where volumes without a job of their own are backed up to each night, over NFS 4: `nfs://nas.lan:/mnt/tank/longhorn`.',
  );

const copies = z.int().min(1).max(20);

const Class = z
  .strictObject({
    replicas: copies.optional().describe('Copies of each volume; left out, as many as of all others.'),
    locality: z
      .enum(['disabled', 'best-effort', 'strict-local'])
      .default('disabled')
      .describe(
        'Whether a copy is to be on the node of the pod: as far as it goes, or always and alone (one copy, on a node it never leaves).',
      ),
    keep: z.boolean().default(false).describe('Whether a volume outlives its claim.'),
  })
  .describe('A StorageClass of one’s own.');

const policies = [
  ...['do-nothing', 'delete-statefulset-pod', 'delete-deployment-pod'],
  'delete-both-statefulset-and-deployment-pod',
] as const;

const Longhorn = z
  .strictObject({
    replicas: copies
      .optional()
      .describe('Copies of each volume, each on a node of its own; by default 3, or as many as there are nodes.'),
    nodes: z
      .enum(['every', 'labelled'])
      .default('every')
      .describe(
        'Which nodes keep copies: each that it runs on, or those with the label `node.longhorn.io/create-default-disk: "true"` when they join.',
      ),
    tainted: z
      .boolean()
      .optional()
      .describe(
        'Whether it runs on tainted nodes, too: pods there cannot have volumes otherwise. Left out, it does where every node is tainted.',
      ),
    dataPath: containerPathText.optional().describe('Folder of the nodes that copies are kept in.'),
    default: z.boolean().default(true).describe('Whether claims that name no class get a volume of Longhorn.'),
    classes: z.record(objectNameText, Class).default({}).describe('StorageClasses beside `longhorn`, by name.'),
    ui: z
      .strictObject({ host: hostText.describe('Name of the UI.'), access: Access.default('trusted') })
      .optional()
      .describe('The UI behind the gate: it has no login of its own, and whoever opens it may delete volumes.'),
    backups: Backups.optional(),
    jobs: Jobs,
    nodeDown: z
      .enum(policies as unknown as readonly [string, ...string[]])
      .default('delete-both-statefulset-and-deployment-pod')
      .describe('Which pods of a node that is down Longhorn deletes, so that their volumes can follow them elsewhere.'),
    values: chartValues('longhorn'),
  })
  .describe('Longhorn: volumes that are kept on several nodes.');

const parts = { storage: { longhorn: Longhorn.optional() } };
const versions = { longhorn: versionText.default('1.12.1').describe('Version of the Longhorn chart.') };

/** What Longhorn sees of a lab. */
export type LonghornLab = LabWith<Record<never, never>, typeof versions> & PartsSaid<typeof parts>;

/** What a lab says of Longhorn. */
export type LonghornOptions = NonNullable<NonNullable<LonghornLab['storage']>['longhorn']>;

/** Where backups go to, when, and how many are kept; undefined where there are none. */
export function backupsOf({ backups }: LonghornOptions): Exclude<LonghornOptions['backups'], string> {
  return typeof backups === 'string' ? { target: backups, cron: '0 3 * * *', keep: 14 } : backups;
}

const owner = 'the Longhorn UI';

/** Whether the gate serves over TLS. */
export const servesTls = ({ ingress }: LabCore): boolean => ingress?.tls !== 'none';

function planUi(lab: LonghornLab): SlicePlan {
  const ui = lab.storage?.longhorn?.ui;
  if (!ui || lab.ingress === undefined) return {};
  const path = ['storage', 'longhorn', 'ui'];
  const host = fullHost(lab, ui.host);
  const groups = groupsOf(ui.access);
  return {
    routes: [
      { owner, path, hosts: [{ host, path: [...path, 'host'] }], tls: servesTls(lab), at: 'gate', isIngress: false },
    ],
    access: planAccess(lab, ui, path),
    logins: groups
      ? [{ owner, path: [...path, 'access'], hosts: [host], prefix: '/', tls: servesTls(lab), groups }]
      : [],
  };
}

function planAccess(
  lab: LonghornLab,
  { access }: NonNullable<LonghornOptions['ui']>,
  path: readonly string[],
): PlannedAccess[] {
  const networks = networksOf(access);
  if (networks === 'everyone') return [];
  const place = [...path, 'access', ...(groupsOf(access) ? ['networks'] : [])];
  const own = { owner, whose: 'the networks that may enter the Longhorn UI', path: place };
  return [networks === 'trusted' ? own : { ...own, networks: clientNetworks(lab, networks) ?? [] }];
}

/** Longhorn: there when the lab names it. */
export const slice = {
  place: 76,
  fields: {},
  parts,
  versions,
  namespaces: [longhornNamespace],
  examples: {
    'storage.longhorn.ui.host': 'host: longhorn',
    'storage.longhorn.ui.access.group': 'group: admins',
    'storage.longhorn.backups.target': 'target: nfs://nas.lan:/mnt/tank/longhorn',
    'storage.longhorn.jobs.*.task': 'task: snapshot',
    'storage.longhorn.jobs.*.cron': 'cron: 0 3 * * *',
  },
  plan: planUi,
} satisfies LabSlice;
