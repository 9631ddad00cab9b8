import type { Cluster } from '../cluster/cluster.ts';
import type { UnknownObject } from '../kube/object.ts';
import { specOf } from '../repo/flux-objects.ts';

const claims = { apiVersion: 'v1', kind: 'PersistentVolumeClaim' } as const;
const volumes = { apiVersion: 'v1', kind: 'PersistentVolume' } as const;

/** Claims and the volumes that hold their data. */
export interface Volumes {
  /** Name of the volume by `namespace/name` of the claim; empty where it has none. */
  readonly claims: ReadonlyMap<string, string>;
  readonly volumes: ReadonlySet<string>;
}

/** Reads what keeps data in a cluster. */
export async function readVolumes(cluster: Cluster): Promise<Volumes> {
  const [claimed, there] = await Promise.all([cluster.list(claims), cluster.list(volumes)]);
  const nameOf = ({ metadata }: UnknownObject) => `${metadata.namespace}/${metadata.name}`;
  return {
    claims: new Map(claimed.map((claim) => [nameOf(claim), String(specOf(claim).volumeName ?? '')])),
    volumes: new Set(there.map(({ metadata }) => metadata.name)),
  };
}

/** What became of data whose claims are gone, a sentence each. */
export function lostData(before: Volumes, after: Volumes): readonly string[] {
  return [...before.claims].flatMap(([claim, volume]) => {
    const now = after.claims.get(claim);
    if (volume === '' || now === volume) return [];
    const what = now === undefined ? `the claim ${claim} is gone` : `the claim ${claim} was deleted and made anew`;
    return after.volumes.has(volume)
      ? [`${what}; its data stays on the volume ${volume}, which nobody claims`]
      : [`${what}, and its data with it: its volume is deleted (reclaim policy Delete)`];
  });
}
