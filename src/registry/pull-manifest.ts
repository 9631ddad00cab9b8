import { createHash } from 'node:crypto';
import { registryUrl } from './allowed-url.ts';
import type { RegistryClient } from './client.ts';
import { keepBody, pullScope } from './pull-blob.ts';
import { parseJson } from './read-body.ts';
import type { Reference } from './reference.ts';
import { RegistryError } from './registry-error.ts';

/** A pointer to content in a registry (image-spec descriptor.md). */
export interface Descriptor {
  readonly mediaType?: string;
  readonly digest: string;
  readonly size?: number;
  readonly platform?: { readonly os?: string; readonly architecture?: string; readonly variant?: string };
}

/** A manifest of an image or a chart (image-spec manifest.md; Docker's image manifest version 2, schema 2). */
export interface Manifest {
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
}

/** Registries refuse longer ones (distribution-spec, pushing manifests). */
export const mostManifestBytes = 4 * 1024 * 1024;

const accepted = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');

/** Architectures in the order in which they are taken; configurations rarely differ between them. */
const architectures = ['amd64', 'arm64'];

/** Digest of the manifest that a tag or digest stands for, which is in the cache after that. Rejects with a RegistryError. */
export async function pullManifest(client: RegistryClient, { host, path, wanted }: Reference): Promise<string> {
  const isDigest = wanted.includes(':');
  if (isDigest && (await client.cache.find(wanted)) !== undefined) return wanted;
  const url = registryUrl(host, `${path}/manifests/${wanted}`);
  const question = { scope: pullScope(path), headers: { accept: accepted } };
  const seen = isDigest ? undefined : await digestOfTag(client, url, question);
  if (seen !== undefined && (await client.cache.find(seen)) !== undefined) return seen;
  const answer = await client.get(url, question);
  // A tag may be moved between two questions; what its digest says of it then is what comes with the content.
  const named = isDigest ? wanted : digestHeader(answer.headers['docker-content-digest']);
  return (await keepBody(client, answer, { digest: named, maxBytes: mostManifestBytes })).digest;
}

interface ManifestQuestion {
  readonly scope: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Asking for the head alone is free where pulls are counted (Docker Hub). */
async function digestOfTag(client: RegistryClient, url: URL, question: ManifestQuestion): Promise<string | undefined> {
  const answer = await client.get(url, { ...question, method: 'HEAD', expected: [405] });
  answer.body.resume();
  return digestHeader(answer.headers['docker-content-digest']);
}

const digestHeader = (value: string | string[] | undefined): string | undefined =>
  typeof value === 'string' && /^sha256:[0-9a-f]{64}$/.test(value) ? value : undefined;

/** What a manifest or an index of manifests says. */
export type ManifestReading = { readonly manifest: Manifest } | { readonly manifests: readonly Descriptor[] };

/** Reads a manifest or an index; undefined for anything else, e.g. Docker's schema 1. */
export function readManifest(content: unknown): ManifestReading | undefined {
  const { config, layers, manifests } = (content ?? {}) as Readonly<Record<string, unknown>>;
  if (Array.isArray(manifests)) return { manifests: manifests.filter(isDescriptor) };
  if (!isDescriptor(config) || !Array.isArray(layers)) return undefined;
  return { manifest: { config, layers: layers.filter(isDescriptor) } };
}

const isDescriptor = (value: unknown): value is Descriptor =>
  typeof value === 'object' && value !== null && typeof (value as Descriptor).digest === 'string';

/** The manifest of an index that Linux nodes take; undefined where there is none. */
export function choosePlatform(manifests: readonly Descriptor[]): Descriptor | undefined {
  const linux = manifests.filter(({ platform }) => platform?.os === 'linux');
  for (const architecture of architectures) {
    const found = linux.find(({ platform }) => platform?.architecture === architecture);
    if (found) return found;
  }
  return linux[0];
}

/** The manifest of one platform that a reference leads to, and the digest it was found by first. Rejects with a RegistryError. */
export async function pullPlatformManifest(
  client: RegistryClient,
  reference: Reference,
): Promise<{ readonly digest: string; readonly manifest: Manifest }> {
  const digest = await pullManifest(client, reference);
  const reading = await readKept(client, reference.host, digest);
  if ('manifest' in reading) return { digest, manifest: reading.manifest };
  const chosen = choosePlatform(reading.manifests);
  if (!chosen) throw new RegistryError(reference.host, 'missing', 'has no manifest for Linux');
  const inner = await pullManifest(client, { ...reference, wanted: chosen.digest });
  const platform = await readKept(client, reference.host, inner);
  if (!('manifest' in platform)) throw noManifest(reference.host);
  return { digest, manifest: platform.manifest };
}

async function readKept({ cache }: RegistryClient, host: string, digest: string): Promise<ManifestReading> {
  const content = await cache.read(digest);
  const reading = content && readManifest(parseJson(content, host));
  if (!reading) throw noManifest(host);
  return reading;
}

const noManifest = (host: string): RegistryError =>
  new RegistryError(host, 'invalid', 'gives no manifest that can be read');

/** The digest of some bytes, as registries write it. */
export const digestOf = (content: Uint8Array): string => `sha256:${createHash('sha256').update(content).digest('hex')}`;
