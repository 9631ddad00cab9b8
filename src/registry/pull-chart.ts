import { Readable } from 'node:stream';
import type { Cache } from './cache.ts';
import { indexUrl, readIndexed } from './chart-index.ts';
import { type ChartSource, chartKey, type PulledChart, pulledKey } from './chart-source.ts';
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

/** The versions of a chart that were ever brought into the cache, the latest last; their archives may be gone by now. */
export async function listPulledVersions(source: ChartSource, cache: Cache): Promise<readonly string[]> {
  const digest = (await cache.recall(pulledKey(source)))?.digest;
  const content = digest === undefined ? undefined : await cache.read(digest);
  const versions: unknown = content && JSON.parse(content.toString('utf8'));
  return Array.isArray(versions) ? versions.filter((version) => typeof version === 'string') : [];
}

/** Of two runs that bring two versions at the same moment, one may be forgotten here: it is brought again then. */
async function rememberPulled(source: ChartSource, { version, digest }: PulledChart, cache: Cache): Promise<void> {
  await cache.remember(chartKey(source, version), { digest });
  const versions = (await listPulledVersions(source, cache)).filter((each) => each !== version);
  const content = Buffer.from(JSON.stringify([...versions, version]));
  const kept = await cache.keep(Readable.from([content]), { maxBytes: mostChartBytes });
  await cache.remember(pulledKey(source), { digest: kept.digest });
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
  const chart = { ...pulled, version };
  await rememberPulled(source, chart, client.cache);
  return chart;
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
