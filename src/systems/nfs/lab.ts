import * as z from 'zod';
import { parseAddress } from '../../core/address.ts';
import { parseQuantity } from '../../kube/quantity.ts';
import type { LabCore } from '../../lab/lab-core.ts';
import type { PlannedShare, SlicePlan } from '../../lab/lab-plan.ts';
import { checkedText, filledText, nameText } from '../../lab/scalars.ts';
import type { LabSlice, PartsSaid } from '../../lab/slice.ts';
import { quoteText } from '../../lab/values.ts';
import { shareDefaults, sharePlace, sharesOf } from './lab-shares.ts';

const shareText = checkedText((text) =>
  sharePlace.test(text)
    ? undefined
    : { message: `${quoteText(text)} is no folder of an NFS server`, hint: 'write it like nas.lan:/mnt/tank/media' },
);

const serverText = checkedText((text) =>
  parseAddress(text) || /^[^\s:/[\]]+$/.test(text)
    ? undefined
    : { message: `${quoteText(text)} is no address and no name`, hint: 'write it like nas.lan or 192.168.88.5' },
);

const folderText = checkedText((text) =>
  /^\/\S*$/.test(text) && !text.split('/').includes('..')
    ? undefined
    : { message: `${quoteText(text)} is no path of a folder`, hint: 'write it from the root: /mnt/tank/media' },
);

const sizeText = checkedText((text) => {
  const quantity = parseQuantity(text);
  return 'nanos' in quantity && quantity.nanos > 0n
    ? undefined
    : { message: `${quoteText(text)} is no amount`, hint: 'write it like 500Gi or 4Ti' };
});

const Share = z
  .strictObject({
    server: serverText.describe('The server, by address or name; a name of `network.names` is written as its address.'),
    path: folderText.describe('The folder as the server exports it.'),
    mountOptions: z
      .array(filledText)
      .default(shareDefaults.mountOptions)
      .describe('Options of the mount, e.g. `nfsvers=4.2`; only for `as: claim`.'),
    size: sizeText.default(shareDefaults.size).describe('What volumes say that they hold: nothing keeps apps to it.'),
    readOnly: z.boolean().default(shareDefaults.readOnly).describe('Whether nobody may write to it.'),
    as: z
      .enum(['claim', 'volume'])
      .default(shareDefaults.as)
      .describe('Whether pods get it by a claim and a volume of their own, or it stands in the pod itself.'),
  })
  .describe('A folder of an NFS server.');

const Shares = z
  .record(nameText, z.union([shareText, Share]).describe('`server:/folder` alone, or more of it.'))
  .describe('Folders of NFS servers by the names that volumes of apps call them by.');

const parts = { storage: { nfs: Shares.optional() } };

/** What is seen of the NFS shares of a lab. */
export type NfsLab = LabCore & PartsSaid<typeof parts>;

function planShares(lab: NfsLab): SlicePlan {
  const shares = sharesOf(lab);
  const written = new Map(shares.filter(({ server }) => parseAddress(server)).map((share) => [share.server, share]));
  const named = new Set(Object.values(lab.network.names));
  return {
    shares: shares.map(
      ({ name, readOnly }): PlannedShare => ({
        ...{ owner: `share ${name}`, path: ['storage', 'nfs', name] },
        ...{ name, readOnly },
      }),
    ),
    kept: [...written.values()]
      .filter(({ server }) => !named.has(server))
      .map(({ name, server, at }) => ({ owner: `the NFS server of ${name}`, address: server, path: at })),
  };
}

/** Folders of NFS servers. */
export const slice = {
  place: 77,
  fields: {},
  parts,
  examples: {
    'storage.nfs.*.server': 'server: nas.lan',
    'storage.nfs.*.path': 'path: /mnt/tank/media',
  },
  plan: planShares,
} satisfies LabSlice;
