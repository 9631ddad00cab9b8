import { registryUrl } from './allowed-url.ts';
import { ContentError, type Kept } from './cache-write.ts';
import type { RegistryClient } from './client.ts';
import { bodyOf } from './read-body.ts';
import type { Reference } from './reference.ts';
import { RegistryError } from './registry-error.ts';
import type { Answer } from './send-once.ts';

/** What has a digest in a registry, and how long it may be. */
export interface WantedBlob {
  readonly digest: string;
  readonly maxBytes: number;
}

/** The token of everything in one repository (distribution docs/spec/auth/scope.md). */
export const pullScope = (path: string): string => `repository:${path}:pull`;

/**
 * The file with a blob of a repository: from the cache, or brought into it, with its digest checked. Rejects with a RegistryError
 * (distribution-spec, pulling blobs).
 */
export async function pullBlob(
  client: RegistryClient,
  { host, path }: Pick<Reference, 'host' | 'path'>,
  { digest, maxBytes }: WantedBlob,
): Promise<string> {
  const known = await client.cache.find(digest);
  if (known !== undefined) return known;
  const url = registryUrl(host, `${path}/blobs/${digest}`);
  const answer = await client.get(url, { scope: pullScope(path) });
  return (await keepBody(client, answer, { digest, maxBytes })).path;
}

/** Brings the body of an answer into the cache. Rejects with a RegistryError when it is not what it should be. */
export async function keepBody(
  { cache }: RegistryClient,
  answer: Answer,
  limits: { readonly digest?: string; readonly maxBytes: number },
): Promise<Kept> {
  try {
    return await cache.keep(bodyOf(answer), limits);
  } catch (thrown) {
    if (!(thrown instanceof ContentError)) throw thrown;
    throw new RegistryError(answer.url.host, 'invalid', `gives what it should not: ${thrown.message}`, {
      cause: thrown,
    });
  }
}
