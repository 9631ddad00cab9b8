import type { Cache } from './cache.ts';
import type { RegistryClient } from './client.ts';
import { type ImageConfiguration, readImageConfiguration } from './image-configuration.ts';
import { pullBlob } from './pull-blob.ts';
import { choosePlatform, pullPlatformManifest, readManifest } from './pull-manifest.ts';
import { type ImageName, locateImage, printImage } from './reference.ts';
import { RegistryError } from './registry-error.ts';

/** An image's own configuration, and how it is known. */
export interface KnownImage {
  readonly configuration: ImageConfiguration;
  /** Of what its name stood for. */
  readonly digest: string;
  /** When its name was asked about, as RFC 3339; undefined for a name with a digest, which stands for itself. */
  readonly asked?: string;
}

/** Longer ones hold more than a configuration. */
const mostConfigurationBytes = 8 * 1024 * 1024;

const nameOf = (image: ImageName): string => `image ${printImage(image)}`;

/** What the cache knows of an image; undefined when it was never brought, or not all of it is there any more. */
export async function findImage(image: ImageName, cache: Cache): Promise<KnownImage | undefined> {
  const remembered = image.digest === undefined ? await cache.recall(nameOf(image)) : undefined;
  const digest = image.digest ?? remembered?.digest;
  const configuration = digest === undefined ? undefined : await findConfiguration(digest, cache);
  if (digest === undefined || !configuration) return undefined;
  return { configuration, digest, ...(remembered && { asked: remembered.asked }) };
}

async function findConfiguration(digest: string, cache: Cache): Promise<ImageConfiguration | undefined> {
  const reading = readManifest(await readKeptJson(digest, cache));
  if (!reading) return undefined;
  if ('manifest' in reading) return readImageConfiguration(await readKeptJson(reading.manifest.config.digest, cache));
  const chosen = choosePlatform(reading.manifests);
  // An index in an index is nothing that a registry of images holds; following it might never end.
  const inner = chosen && readManifest(await readKeptJson(chosen.digest, cache));
  if (!inner || !('manifest' in inner)) return undefined;
  return readImageConfiguration(await readKeptJson(inner.manifest.config.digest, cache));
}

async function readKeptJson(digest: string, cache: Cache): Promise<unknown> {
  const content = await cache.read(digest);
  if (!content) return undefined;
  try {
    return JSON.parse(content.toString('utf8'));
  } catch {
    return undefined;
  }
}

/** Asks the registry for an image's configuration, and keeps it in the cache. Rejects with a RegistryError. */
export async function bringImage(image: ImageName, client: RegistryClient): Promise<KnownImage> {
  const reference = locateImage(image);
  const { digest, manifest } = await pullPlatformManifest(client, reference);
  await pullBlob(client, reference, { digest: manifest.config.digest, maxBytes: mostConfigurationBytes });
  if (image.digest === undefined) await client.cache.remember(nameOf(image), { digest });
  const known = await findImage(image, client.cache);
  if (!known) throw new RegistryError(reference.host, 'invalid', 'gives no configuration of an image');
  return known;
}
