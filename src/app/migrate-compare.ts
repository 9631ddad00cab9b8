import type { Cluster } from '../cluster/cluster.ts';
import type { EmbeddedCluster } from '../cluster/embedded/contract.ts';
import { compareText } from '../core/finding.ts';
import { printRef, type UnknownObject } from '../kube/object.ts';
import type { Expectation } from '../systems/system.ts';
import type { Wire } from './wire.ts';

/** What a platform promises, and the objects that make it. */
export interface PlatformContent {
  readonly expectations: readonly Expectation[];
  /** Routes of which nothing is promised without knowing more, a sentence each. */
  readonly unknown: readonly string[];
  /** `Kind/namespace/name`, in order. */
  readonly objects: readonly string[];
}

/** Kinds whose objects controllers make and name by chance or by the machine. */
const madeByChance: ReadonlySet<string> = new Set([
  'Pod',
  'ReplicaSet',
  'ControllerRevision',
  'Event',
  'Endpoints',
  'EndpointSlice',
  'Lease',
  'PersistentVolume',
  'PodMetrics',
  'NodeMetrics',
]);

/** Reads a platform that has come up. */
export async function readContent({ cluster }: EmbeddedCluster, wire: Wire): Promise<PlatformContent> {
  const promises = await Promise.all(
    wire.gates.flatMap((gate) => ([4, 6] as const).map((family) => gate.promises(family))),
  );
  const expectations = promises.flatMap((each) => each.expectations);
  // Clients of bytes of any kind are not watched: where they ask at is known by what leads there alone.
  const streams = expectations.filter(({ stream }) => stream !== undefined);
  const unknown = [
    ...promises.flatMap((each) => each.unknown.map(({ object, reason }) => `${object}: ${reason}`)),
    ...streams.map(({ object }) => `${object}: nobody watches what clients of TCP and UDP see`),
  ];
  return {
    expectations: expectations.filter(({ stream }) => stream === undefined),
    unknown: [...new Set(unknown)],
    objects: await listObjects(cluster),
  };
}

async function listObjects(cluster: Cluster): Promise<readonly string[]> {
  const kinds = new Map(
    (await cluster.resources())
      .filter(({ group, kind }) => !madeByChance.has(kind) && (group !== 'storage.k8s.io' || kind === 'StorageClass'))
      .map((each) => [`${each.group}/${each.kind}`, each] as const),
  );
  const found: string[] = [];
  for (const { group, version, kind } of kinds.values()) {
    const apiVersion = group ? `${group}/${version}` : version;
    const objects = await cluster.list({ apiVersion, kind }).catch(() => []);
    found.push(...objects.filter((object) => !isOwned(object) && !isReleaseRecord(object)).map(printRef));
  }
  return [...new Set(found)].sort(compareText);
}

const isOwned = ({ metadata }: UnknownObject): boolean => (metadata.ownerReferences?.length ?? 0) > 0;

/** Helm keeps one for each revision. */
const isReleaseRecord = (object: UnknownObject): boolean => object.type === 'helm.sh/release.v1';

/** What one platform has and another has not. */
export const surplus = (one: PlatformContent, other: PlatformContent): readonly string[] => {
  const known = new Set(other.objects);
  return one.objects.filter((ref) => !known.has(ref));
};
