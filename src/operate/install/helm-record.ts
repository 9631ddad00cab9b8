import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { Cluster } from '../../cluster/cluster.ts';
import { isJsonObject, type JsonObject } from '../../kube/json.ts';
import { kinds, type Secret } from '../../kube/types.ts';
import { parseJson } from '../../kube/wide-json.ts';

const unpack = promisify(gunzip);

/** Most bytes that a record may come to: a Secret holds 1 MiB packed. */
const mostBytes = 64 * 1024 * 1024;

/** One revision of a release as helm remembers it (helm pkg/storage/driver/secrets.go). Holds values: never to be shown. */
export interface HelmRecord {
  /** Name and uid of the Secret that holds it. */
  readonly secret: { readonly name: string; readonly uid: string | undefined };
  readonly revision: number;
  /** E.g. `deployed`, `failed`, `pending-install`. */
  readonly status: string;
  readonly chart: { readonly name: string; readonly version: string };
  /** Values that were given, without those of the chart. */
  readonly values: JsonObject;
  /** The objects without hooks, as YAML. */
  readonly manifest: string;
  /** Milliseconds since the epoch at which it was written first. */
  readonly since: number;
}

/** The revisions of a release, the newest first; none where it was never installed. */
export async function readHelmRecords(
  cluster: Pick<Cluster, 'list'>,
  { name, namespace }: { readonly name: string; readonly namespace: string },
): Promise<readonly HelmRecord[]> {
  const labelSelector = `owner=helm,name=${name}`;
  const secrets = await cluster.list<Secret>(kinds.Secret, { namespace, labelSelector });
  const records = await Promise.all(secrets.map(readRecord));
  return records.filter((record) => record !== undefined).sort((a, b) => b.revision - a.revision);
}

async function readRecord({ metadata, data = {} }: Secret): Promise<HelmRecord | undefined> {
  const { version, status } = metadata.labels ?? {};
  const release = await unpackRelease(data.release ?? '');
  if (!release) return undefined;
  const chart = objectIn(objectIn(release, 'chart'), 'metadata');
  return {
    secret: { name: metadata.name, uid: metadata.uid },
    revision: Number(version ?? release.version ?? 0),
    status: status ?? String(objectIn(release, 'info').status ?? ''),
    chart: { name: String(chart.name ?? ''), version: String(chart.version ?? '') },
    values: objectIn(release, 'config'),
    manifest: typeof release.manifest === 'string' ? release.manifest : '',
    since: Date.parse(metadata.creationTimestamp ?? '') || 0,
  };
}

/** A release as it was packed: JSON, by gzip, in base64, in the base64 of a Secret. */
async function unpackRelease(text: string): Promise<JsonObject | undefined> {
  try {
    const packed = Buffer.from(Buffer.from(text, 'base64').toString('utf8'), 'base64');
    const value = parseJson((await unpack(packed, { maxOutputLength: mostBytes })).toString('utf8'));
    return isJsonObject(value) ? value : undefined;
  } catch {
    // Whatever it is, it is none of helm's.
    return undefined;
  }
}

const objectIn = (value: JsonObject, key: string): JsonObject => {
  const inner = value[key];
  return isJsonObject(inner) ? inner : {};
};
