import type { Component } from '../../compose/component.ts';
import type { ComposedObject } from '../../compose/composed-object.ts';
import type { MountedShare, ShareWish } from '../../compose/roles.ts';
import type { NfsLab } from './lab.ts';
import { addressOf, type NamedShare, sharesOf } from './lab-shares.ts';

/** NFS shares as the lab has them: each volume of an app gets a pair of its own, or stands in the pod. */
export const component: Component<NfsLab> = {
  id: 'nfs',
  provides: { shares: (lab) => ({ mount: (wish) => mountShare(lab, wish) }) },
  needs: [],
  isChosen: ({ storage }) => storage?.nfs !== undefined,
  compose: (lab) => ({ sources: [], controller: [], config: [], apps: [], guide: guide(lab) }),
};

function mountShare(lab: NfsLab, wish: ShareWish): MountedShare | undefined {
  const share = sharesOf(lab).find(({ name }) => name === wish.share);
  if (!share) return undefined;
  const readOnly = wish.readOnly || share.readOnly;
  const nfs = {
    server: addressOf(lab, share.server) ?? share.server,
    path:
      [share.path.replace(/\/+$/, ''), wish.folder].filter((part) => part !== undefined && part !== '').join('/') ||
      '/',
    ...(readOnly && { readOnly }),
  };
  if (share.as === 'volume') return { source: { nfs }, objects: [] };
  return { source: { persistentVolumeClaim: { claimName: wish.name } }, objects: pairOf(share, wish, nfs) };
}

interface NfsSource {
  readonly server: string;
  readonly path: string;
  readonly readOnly?: boolean;
}

/** Bound to each other and to nothing else; the claim has no class, so that no default one is given to it. */
function pairOf(share: NamedShare, { name, namespace }: ShareWish, nfs: NfsSource): readonly ComposedObject[] {
  const accessModes = [nfs.readOnly ? 'ReadOnlyMany' : 'ReadWriteMany'];
  // A dot stands in no namespace and no claim: no two pairs come to one name.
  const volumeName = `${namespace}.${name}`;
  const volume = {
    capacity: { storage: share.size },
    ...{ accessModes, persistentVolumeReclaimPolicy: 'Retain', storageClassName: '' },
    ...(share.mountOptions.length > 0 && { mountOptions: share.mountOptions }),
    claimRef: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace, name },
    nfs,
  };
  const claim = {
    ...{ accessModes, storageClassName: '', volumeName },
    resources: { requests: { storage: share.size } },
  };
  return [
    {
      file: `volume-${name}.yaml`,
      object: { apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name: volumeName }, ...{ spec: volume } },
      header: `Share ${share.name} of ${share.server}.`,
      comments: {
        'spec.claimRef': 'Kept for that claim: no other one gets it.',
        ...(nfs.server !== share.server && {
          'spec.nfs.server': `${share.server} by its address: nodes mount it, and must not need a DNS server for that.`,
        }),
      },
    },
    {
      file: `claim-${name}.yaml`,
      object: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name, namespace }, ...{ spec: claim } },
      comments: { 'spec.storageClassName': 'Empty, not left out: else the default class would provision a volume.' },
    },
  ];
}

function guide(lab: NfsLab): string {
  const rows = sharesOf(lab).map(
    ({ name, server, path, readOnly }) =>
      `| ${name} | ${server} | \`${path}\` | ${readOnly ? 'no' : 'yes, unless a volume says otherwise'} |`,
  );
  return [
    '## NFS shares',
    '',
    'Each node mounts these itself: it needs an NFS client (`nfs-common` on Debian and Ubuntu; Talos has one), and the server must let all nodes in.',
    'Users are known to the server by their numbers: a folder belongs to the user that its app runs as, or is open to its group.',
    '',
    '| share | server | folder | may be written |',
    '|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}
