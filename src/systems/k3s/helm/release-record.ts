import type { Cluster } from '../../../cluster/cluster.ts';
import type { UnknownObject } from '../../../kube/object.ts';
import { kinds, type Secret } from '../../../kube/types.ts';

/** What helm remembers of a release. */
export interface ReleaseRecord {
  readonly hash: string;
  readonly revision: number;
  readonly objects: readonly UnknownObject[];
}

const nameOf = (release: string): string => `sh.helm.release.v1.${release}.v1`;

/** The release of a chart in its namespace; undefined where none was installed. */
export async function readRecord(
  cluster: Cluster,
  namespace: string,
  release: string,
): Promise<ReleaseRecord | undefined> {
  const secret = await cluster.get<Secret>(kinds.Secret, nameOf(release), namespace);
  const data = secret?.data?.release;
  return data === undefined ? undefined : (JSON.parse(Buffer.from(data, 'base64').toString()) as ReleaseRecord);
}

/** Remembers a release; one Secret is kept, whatever its revision. */
export async function writeRecord(
  cluster: Cluster,
  at: { readonly namespace: string; readonly name: string },
  record: ReleaseRecord,
): Promise<void> {
  const { namespace, name } = at;
  const labels = { owner: 'helm', name, status: 'deployed', version: String(record.revision) };
  const release = Buffer.from(JSON.stringify(record)).toString('base64');
  const secret = {
    ...kinds.Secret,
    metadata: { name: nameOf(name), namespace, labels },
    type: 'helm.sh/release.v1',
    data: { release },
  };
  await cluster.apply(secret, { fieldManager: 'helm', force: true });
}

/** Forgets a release. */
export async function forgetRecord(cluster: Cluster, namespace: string, release: string): Promise<void> {
  if (await cluster.get(kinds.Secret, nameOf(release), namespace))
    await cluster.delete(kinds.Secret, nameOf(release), namespace);
}
