import { registryUrl } from './allowed-url.ts';
import type { RegistryClient } from './client.ts';
import { pullScope } from './pull-blob.ts';
import { readJson } from './read-body.ts';
import type { Reference } from './reference.ts';
import { RegistryError } from './registry-error.ts';

const mostPageBytes = 4 * 1024 * 1024;
/** Pages of a thousand; a registry that has more is not believed. */
const mostPages = 100;

/** All tags of a repository, in the order of the registry (distribution-spec, listing tags). Rejects with a RegistryError. */
export async function listTags(
  client: RegistryClient,
  { host, path }: Pick<Reference, 'host' | 'path'>,
): Promise<readonly string[]> {
  const tags: string[] = [];
  let url: URL | undefined = registryUrl(host, `${path}/tags/list?n=1000`);
  for (let page = 0; url !== undefined; page++) {
    if (page === mostPages) throw new RegistryError(host, 'invalid', `lists tags on more than ${mostPages} pages`);
    const answer = await client.get(url, { scope: pullScope(path) });
    const next: string | undefined = nextPage(answer.headers.link);
    const { tags: more } = ((await readJson(answer, mostPageBytes)) ?? {}) as { readonly tags?: unknown };
    if (Array.isArray(more)) tags.push(...more.filter((tag) => typeof tag === 'string'));
    url = next === undefined ? undefined : samePlace(next, url);
  }
  return tags;
}

/** `Link: </v2/…?last=b&n=1000>; rel="next"` (RFC 8288) */
const nextPage = (header: string | string[] | undefined): string | undefined =>
  /<([^>]+)>\s*;[^,]*rel="?next"?/.exec(String(header ?? ''))?.[1];

/** The next page is on the same host, whatever the answer says: the token is for that one. */
function samePlace(next: string, from: URL): URL | undefined {
  if (!URL.canParse(next, from.href)) return undefined;
  const url = new URL(next, from);
  return new URL(`${url.pathname}${url.search}`, from.origin);
}
