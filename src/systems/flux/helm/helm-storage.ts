import { gunzipSync, gzipSync } from 'node:zlib';
import type { Values } from '../../../charts/contract.ts';
import type { Cluster } from '../../../cluster/cluster.ts';
import { isReason } from '../../../cluster/status-error.ts';
import type { UnknownObject } from '../../../kube/object.ts';
import { kinds, type Secret } from '../../../kube/types.ts';
import { printJson } from '../../../kube/wide-json.ts';
import { readDocuments } from '../../../kube/yaml-read.ts';
import { writeYamlStream } from '../../../kube/yaml-write.ts';
import type { Snapshot } from '../read-objects.ts';

/** A release as Helm keeps it, so that `helm list` and `helm get` show it. */
export interface StoredRelease {
  readonly snapshot: Snapshot;
  readonly values: Values;
  readonly objects: readonly UnknownObject[];
  readonly description: string;
}

const secretName = ({ name, version }: Snapshot): string => `sh.helm.release.v1.${name}.v${version}`;

/** Writes the Secret of a release (helm pkg/storage/driver/secrets.go): the release as gzipped JSON in base64, encoded once more. */
export async function storeRelease(cluster: Cluster, release: StoredRelease): Promise<void> {
  const { snapshot } = release;
  const packed = gzipSync(Buffer.from(printJson(describeRelease(release)))).toString('base64');
  const modified = String(Math.floor(cluster.now() / 1000));
  const object: UnknownObject = {
    ...kinds.Secret,
    metadata: {
      name: secretName(snapshot),
      namespace: snapshot.namespace,
      labels: {
        modifiedAt: modified,
        name: snapshot.name,
        owner: 'helm',
        status: snapshot.status,
        version: String(snapshot.version),
      },
    },
    type: 'helm.sh/release.v1',
    data: { release: Buffer.from(packed).toString('base64') },
  };
  await cluster.apply(object, { fieldManager: 'helm-controller', force: true });
}

function describeRelease({ snapshot, values, objects, description }: StoredRelease) {
  const { name, namespace, version, status, chartName, chartVersion, firstDeployed, lastDeployed } = snapshot;
  return {
    name,
    info: { first_deployed: firstDeployed, last_deployed: lastDeployed, deleted: '', description, status },
    chart: {
      metadata: { name: chartName, version: chartVersion, apiVersion: 'v2', type: 'application' },
      templates: [],
      values: {},
    },
    config: values,
    manifest: `---\n${writeYamlStream(objects)}`,
    version,
    namespace,
  };
}

/** The objects that the last version of a release which did not fail brought to the cluster; none when there is no such version. */
export async function readReleasedObjects(
  cluster: Cluster,
  namespace: string,
  name: string,
): Promise<readonly UnknownObject[]> {
  const labelSelector = `owner=helm,name=${name},status!=failed`;
  const stored = await cluster.list<Secret>(kinds.Secret, { namespace, labelSelector });
  const versionOf = ({ metadata }: Secret): number => Number(metadata.labels?.version);
  const [last] = [...stored].sort((a, b) => versionOf(b) - versionOf(a));
  const packed = last?.data?.release;
  if (packed === undefined) return [];
  const text = Buffer.from(packed, 'base64').toString();
  const { manifest } = JSON.parse(gunzipSync(Buffer.from(text, 'base64')).toString()) as { readonly manifest: string };
  return readDocuments(manifest, 'manifest').documents.flatMap(({ value }) => (value as UnknownObject | null) ?? []);
}

/** Removes the Secrets of all versions of a release. */
export async function forgetRelease(cluster: Cluster, namespace: string, name: string): Promise<void> {
  const labelSelector = `owner=helm,name=${name}`;
  for (const { metadata } of await cluster.list(kinds.Secret, { namespace, labelSelector })) {
    try {
      await cluster.delete(kinds.Secret, metadata.name, namespace);
    } catch (thrown) {
      if (!isReason(thrown, 'NotFound')) throw thrown;
    }
  }
}
