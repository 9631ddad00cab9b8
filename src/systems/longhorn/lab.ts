import { z } from 'zod';
import { fullHost, type LabCore } from '../../lab/lab-core.ts';
import type { SlicePlan } from '../../lab/lab-plan.ts';
import { checkedText, hostText, versionText } from '../../lab/scalars.ts';
import type { LabSlice, LabWith, PartsSaid } from '../../lab/slice.ts';
import { quoteText } from '../../lab/values.ts';
import { longhornNamespace } from './component-names.ts';

const target = checkedText((text) =>
  /^nfs:\/\/[^/:\s]+:?\/[^\s$,?]+$/.test(text)
    ? undefined
    : { message: `${quoteText(text)} is no folder on an NFS server`, hint: 'write nfs://nas.lan:/mnt/tank/longhorn' },
).transform((url) => url.replace(/^(nfs:\/\/[^/:]+)\//, '$1:/'));

const Longhorn = z
  .strictObject({
    replicas: z
      .int()
      .min(1)
      .max(20)
      .optional()
      .describe('Copies of each volume, each on a node of its own; by default 3, or as many as there are nodes.'),
    ui: z
      .strictObject({ host: hostText.describe('Name of the UI.') })
      .optional()
      .describe('The UI behind the gate, for the trusted networks alone: it has no login of its own.'),
    backups: target
      .optional()
      .describe('Where volumes are backed up to each night, over NFS 4: `nfs://nas.lan:/mnt/tank/longhorn`.'),
    nodeDown: z
      .enum([
        'do-nothing',
        'delete-statefulset-pod',
        'delete-deployment-pod',
        'delete-both-statefulset-and-deployment-pod',
      ])
      .default('delete-both-statefulset-and-deployment-pod')
      .describe('Which pods of a node that is down Longhorn deletes, so that their volumes can follow them elsewhere.'),
  })
  .describe('Longhorn: volumes that are kept on several nodes.');

const parts = { storage: { longhorn: Longhorn.optional() } };
const versions = { longhorn: versionText.default('1.12.1').describe('Version of the Longhorn chart.') };

/** What Longhorn sees of a lab. */
export type LonghornLab = LabWith<Record<never, never>, typeof versions> & PartsSaid<typeof parts>;

/** Copies of each volume: those written, or three where there are as many nodes. */
export const replicasOf = ({ storage, nodes }: LonghornLab): number =>
  storage?.longhorn?.replicas ?? Math.min(3, nodes.length);

const owner = 'the Longhorn UI';

/** Whether the gate serves over TLS. */
export const servesTls = ({ ingress }: LabCore): boolean => ingress?.tls !== 'none';

function planUi(lab: LonghornLab): SlicePlan {
  const ui = lab.storage?.longhorn?.ui;
  if (!ui || lab.ingress === undefined) return {};
  const path = ['storage', 'longhorn', 'ui'];
  const hosts = [{ host: fullHost(lab, ui.host), path: [...path, 'host'] }];
  return {
    routes: [{ owner, path, hosts, tls: servesTls(lab), at: 'gate', isIngress: false }],
    access: [{ owner, path, whose: 'the networks that may enter the Longhorn UI' }],
  };
}

/** Longhorn: there when the lab names it. */
export const slice = {
  place: 76,
  fields: {},
  parts,
  versions,
  namespaces: [longhornNamespace],
  examples: { 'storage.longhorn.ui.host': 'host: longhorn' },
  plan: planUi,
} satisfies LabSlice;
