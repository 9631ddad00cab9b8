import type { Json } from '../kube/object.ts';
import { readDocuments } from '../kube/yaml-read.ts';
import type { RegistryClient } from './client.ts';
import { cutEntry } from './cut-entry.ts';
import { keepBody } from './pull-blob.ts';
import { RegistryError } from './registry-error.ts';

/** A version of a chart in an index (helm pkg/repo/index.go ChartVersion). */
export interface IndexedChart {
  readonly version: string;
  /** Where its archive is; the first is taken, and is relative to the repository where it is not absolute. */
  readonly urls: readonly string[];
  /** sha256 of the archive, where the index says it. */
  readonly digest?: string;
}

/** The largest indexes in use have some 20 MB. */
const mostIndexBytes = 128 * 1024 * 1024;

/** The address of a repository's index (helm pkg/repo/chartrepo.go DownloadIndexFile). Throws a RegistryError for what is no address. */
export function indexUrl(repository: string): URL {
  if (!URL.canParse(repository))
    throw new RegistryError(repository.replace(/\/\/[^/]*@/, '//'), 'invalid', 'is no address of a chart repository');
  const url = new URL(repository);
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/index.yaml`;
  return url;
}

/**
 * The versions of a chart in a repository, in the order of its index. The index is asked for once a client, and
 * what the cache holds is used where the server says that it did not change. Rejects with a RegistryError.
 */
export async function readIndexed(
  client: RegistryClient,
  repository: string,
  name: string,
): Promise<readonly IndexedChart[]> {
  const url = indexUrl(repository);
  const digest = await client.once(`index ${url.href}`, () => bringIndex(client, url));
  const text = (await client.cache.read(digest))?.toString('utf8') ?? '';
  const found = readEntry(text, name);
  if (!found) throw new RegistryError(url.host, 'invalid', 'its index.yaml cannot be read');
  return found;
}

/** Brings an index into the cache, and gives its digest. */
async function bringIndex(client: RegistryClient, url: URL): Promise<string> {
  const { cache } = client;
  const key = `index ${url.origin}${url.pathname}`;
  const before = await cache.recall(key);
  const etag = before && (await cache.find(before.digest)) ? before.etag : undefined;
  const headers: Record<string, string> = etag === undefined ? {} : { 'if-none-match': etag };
  const answer = await client.get(url, { scope: 'index', headers, expected: etag === undefined ? [] : [304] });
  if (answer.status === 304 && before) {
    answer.body.resume();
    return before.digest;
  }
  const { digest } = await keepBody(client, answer, { maxBytes: mostIndexBytes });
  const { etag: given } = answer.headers;
  await cache.remember(key, { digest, ...(given !== undefined && { etag: given }) });
  return digest;
}

/**
 * The versions of one chart in the text of an index, none where it has no such chart; undefined for a text that is no index. Of a large
 * index only that chart's lines are parsed.
 */
export function readEntry(text: string, name: string): readonly IndexedChart[] | undefined {
  const cut = cutEntry(text, name);
  if (cut === 'absent') return [];
  const index = parseIndex(cut ?? text);
  if (!isRecord(index) || !isRecord(index.entries)) return undefined;
  const entries = Object.hasOwn(index.entries, name) ? index.entries[name] : [];
  return Array.isArray(entries) ? entries.flatMap(readVersion) : [];
}

/** An index may be JSON, which is YAML, too, but read much faster. */
function parseIndex(text: string): unknown {
  if (/^\s*\{/.test(text)) {
    try {
      return JSON.parse(text);
    } catch {
      return undefined;
    }
  }
  return readDocuments(text, 'index.yaml').documents[0]?.value;
}

/** Versions without an archive cannot be had (helm pkg/repo/index.go loadIndex leaves out what is not valid). */
function readVersion(entry: Json): readonly IndexedChart[] {
  if (!isRecord(entry)) return [];
  const { version, urls, digest } = entry;
  if (typeof version !== 'string' || !Array.isArray(urls)) return [];
  const texts = urls.filter((url) => typeof url === 'string');
  if (texts.length === 0) return [];
  return [{ version, urls: texts, ...(isDigest(digest) && { digest: digest.replace(/^(sha256:)?/, 'sha256:') }) }];
}

const isDigest = (value: unknown): value is string =>
  typeof value === 'string' && /^(sha256:)?[0-9a-f]{64}$/.test(value);

const isRecord = (value: unknown): value is Readonly<Record<string, Json>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
