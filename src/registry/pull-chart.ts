import type { Cache } from './cache.ts';
import { indexUrl, readIndexed } from './chart-index.ts';
import { type ChartSource, chartKey, type PulledChart } from './chart-source.ts';
import type { RegistryClient } from './client.ts';
import { listTags } from './list-tags.ts';
import { keepBody, pullBlob } from './pull-blob.ts';
import { pullPlatformManifest } from './pull-manifest.ts';
import { type Reference, readOciUrl } from './reference.ts';
import { RegistryError } from './registry-error.ts';

/** Charts with large files in them have some MB. */
const mostChartBytes = 64 * 1024 * 1024;
/** helm pkg/registry/constants.go ChartLayerMediaType, LegacyChartLayerMediaType */
const chartLayers = ['application/vnd.cncf.helm.chart.content.v1.tar+gzip', 'application/tar+gzip'];

/** All versions of a chart that its repository has, in the repository's order. Rejects with a RegistryError. */
export async function listChartVersions(source: ChartSource, client: RegistryClient): Promise<readonly string[]> {
  if (source.type === 'oci') return (await listTags(client, ociPlace(source.url))).map(versionOf);
  return (await readIndexed(client, source.url, source.name)).map(({ version }) => version);
}

/** A chart's archive from the cache; undefined when it was never brought, or is gone. */
export async function findPulledChart(
  source: ChartSource,
  version: string,
  cache: Cache,
): Promise<PulledChart | undefined> {
  const digest = (await cache.recall(chartKey(source, version)))?.digest;
  const path = digest === undefined ? undefined : await cache.find(digest);
  return digest === undefined || path === undefined ? undefined : { path, version, digest };
}

/**
 * A chart's archive in exactly this version, from the cache or brought into it, with its digest checked where the repository says one.
 * Rejects with a RegistryError.
 */
export async function pullChart(source: ChartSource, version: string, client: RegistryClient): Promise<PulledChart> {
  const known = await findPulledChart(source, version, client.cache);
  if (known) return known;
  const pulled =
    source.type === 'oci' ? await pullOci(source.url, version, client) : await pullHttp(source, version, client);
  await client.cache.remember(chartKey(source, version), { digest: pulled.digest });
  return { ...pulled, version };
}

type Archive = Omit<PulledChart, 'version'>;

async function pullOci(url: string, version: string, client: RegistryClient): Promise<Archive> {
  const place = ociPlace(url);
  const { manifest } = await pullPlatformManifest(client, { ...place, wanted: tagOf(version) });
  const layer = manifest.layers.find(({ mediaType = '' }) => chartLayers.includes(mediaType));
  if (!layer) throw new RegistryError(place.host, 'invalid', `${place.path}:${tagOf(version)} holds no chart`);
  const path = await pullBlob(client, place, { digest: layer.digest, maxBytes: mostChartBytes });
  return { path, digest: layer.digest };
}

function ociPlace(url: string): Pick<Reference, 'host' | 'path'> {
  const place = readOciUrl(url);
  if (!place) throw new RegistryError(url.replace(/\/\/[^/]*@/, '//'), 'invalid', 'is no address of an OCI repository');
  return place;
}

/** A tag cannot hold a plus sign: an underscore stands for it (helm pkg/registry/client.go Push, Tags). */
const tagOf = (version: string): string => version.replaceAll('+', '_');
const versionOf = (tag: string): string => tag.replaceAll('_', '+');

type HttpSource = Extract<ChartSource, { readonly type: 'http' }>;

async function pullHttp({ url, name }: HttpSource, version: string, client: RegistryClient): Promise<Archive> {
  const index = indexUrl(url);
  const found = (await readIndexed(client, url, name)).find((each) => each.version === version);
  if (!found) throw new RegistryError(index.host, 'missing', `has no version ${version} of the chart ${name}`);
  const archive = archiveUrl(found.urls[0]!, index);
  const answer = await client.get(archive, { scope: 'charts' });
  const { path, digest } = await keepBody(client, answer, { digest: found.digest, maxBytes: mostChartBytes });
  return { path, digest };
}

/** The archive beside the index, or elsewhere; a login for the repository is for the repository's host alone (helm pkg/repo ResolveReferenceURL). */
function archiveUrl(text: string, index: URL): URL {
  if (!URL.canParse(text, index.href)) throw new RegistryError(index.host, 'invalid', 'names no address for the chart');
  const url = new URL(text, index);
  if (url.origin === index.origin) {
    url.username = index.username;
    url.password = index.password;
  }
  return url;
}
