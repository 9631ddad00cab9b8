import { messageOf } from '../../core/errors.ts';
import { compareText } from '../../core/finding.ts';
import type { UnknownObject } from '../../kube/object.ts';
import type { ResourceInfo } from '../../kube/resource.ts';
import type { Cluster } from '../cluster.ts';
import { StatusError } from '../status-error.ts';
import { type MissingPart, type SnapshotHead, snapshotVersion } from './format.ts';
import { preferredOf } from './preferred-resources.ts';
import { withoutSecrets } from './without-secrets.ts';

/** What a snapshot is taken of. */
export interface SnapshotSource {
  readonly cluster: Cluster;
  readonly context: string;
  readonly kubernetesVersion: string;
}

/** Kinds that are read at the same time. */
const atOnce = 8;

/**
 * Reads all objects of a cluster, of each resource in one version, and gives them without secret values. What may not be read, or is
 * not answered, is told; rejects when the API does not answer at all.
 */
export async function takeSnapshot({ cluster, context, kubernetesVersion }: SnapshotSource): Promise<{
  readonly head: SnapshotHead;
  readonly objects: readonly UnknownObject[];
}> {
  const resources = preferredOf(await cluster.resources());
  const parts: { objects: readonly UnknownObject[]; missing?: MissingPart }[] = new Array(resources.length);
  let next = 0;
  const work = async () => {
    for (let at = next++; at < resources.length; at = next++) parts[at] = await readPart(cluster, resources[at]!);
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  const objects = parts.flatMap((part) => part.objects).map(withoutSecrets);
  const missing = parts.flatMap((part) => part.missing ?? []);
  const head = {
    kind: 'GatehouseSnapshot',
    schemaVersion: snapshotVersion,
    context,
    kubernetesVersion,
    objects: objects.length,
    missing,
  } as const;
  return { head, objects };
}

async function readPart(cluster: Cluster, info: ResourceInfo) {
  const apiVersion = info.group === '' ? info.version : `${info.group}/${info.version}`;
  try {
    const objects = await cluster.list({ apiVersion, kind: info.kind });
    // In byte order whatever the server's is.
    return { objects: [...objects].sort((a, b) => compareText(placeOf(a), placeOf(b))) };
  } catch (thrown) {
    if (!(thrown instanceof StatusError)) throw thrown;
    const resource = info.group === '' ? info.plural : `${info.plural}.${info.group}`;
    return { objects: [], missing: { resource, reason: messageOf(thrown), kind: info.kind, group: info.group } };
  }
}

const placeOf = ({ metadata }: UnknownObject): string => `${metadata.namespace ?? ''}\u0000${metadata.name}`;
