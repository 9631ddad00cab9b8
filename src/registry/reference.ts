/** Parts of an image's name. */
export interface ImageName {
  /** Registry and path, as the runtime completes them: `docker.io/library/nginx`. */
  readonly repository: string;
  readonly tag?: string;
  readonly digest?: string;
}

/** Where a registry keeps something: the host that is asked, the path of the repository, and the tag or digest in it. */
export interface Reference {
  /** Host with its port where it says one; `registry-1.docker.io` for Docker Hub. */
  readonly host: string;
  readonly path: string;
  /** A digest where there is one, otherwise the tag. */
  readonly wanted: string;
}

const registry = /^(?:localhost|[^/]*[.:A-Z][^/]*)$/;
const domain = /^(?:[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?|\[[0-9a-fA-F:]+\])(?::\d+)?$/;
const component = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;
const tagText = /^\w[\w.-]{0,127}$/;
const digestText = /^[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}$/;

/** Reads the name of an image (distribution/reference, reference.go and normalize.go); undefined when it is none. */
export function readImage(text: string): ImageName | undefined {
  const [name = '', digest, ...more] = text.split('@');
  if (more.length > 0 || (digest !== undefined && !digestText.test(digest))) return undefined;
  const colon = name.lastIndexOf(':');
  const tagged = colon > name.lastIndexOf('/');
  const tag = tagged ? name.slice(colon + 1) : undefined;
  if (tag !== undefined && !tagText.test(tag)) return undefined;
  const repository = complete(tagged ? name.slice(0, colon) : name);
  return repository === undefined ? undefined : { repository, ...(tag && { tag }), ...(digest && { digest }) };
}

/** The name with the registry it is pulled from: Docker Hub, and there `library`, when it says none. */
function complete(name: string): string | undefined {
  const parts = name.split('/');
  const first = parts.length > 1 && registry.test(parts[0]!) ? parts.shift()! : 'docker.io';
  if (!domain.test(first) || parts.some((part) => !component.test(part))) return undefined;
  const host = first === 'index.docker.io' ? 'docker.io' : first;
  return [host, ...(host === 'docker.io' && parts.length === 1 ? ['library'] : []), ...parts].join('/');
}

/** Where an image is asked for; `latest` when it names neither tag nor digest (distribution/reference normalize.go TagNameOnly). */
export function locateImage({ repository, tag, digest }: ImageName): Reference {
  return { ...locateRepository(repository), wanted: digest ?? tag ?? 'latest' };
}

/** Host and path of a complete repository name. */
export function locateRepository(repository: string): Pick<Reference, 'host' | 'path'> {
  const slash = repository.indexOf('/');
  const host = repository.slice(0, slash);
  // containerd core/remotes/docker/registry.go DefaultHost
  return { host: host === 'docker.io' ? 'registry-1.docker.io' : host, path: repository.slice(slash + 1) };
}

/** An image's name in one spelling, so that two ways to write it are one: `docker.io/library/nginx:latest`. */
export const printImage = ({ repository, tag, digest }: ImageName): string =>
  digest === undefined ? `${repository}:${tag ?? 'latest'}` : `${repository}@${digest}`;

/** Reads `oci://host/path` of a chart; undefined when it is none. */
export function readOciUrl(url: string): Pick<Reference, 'host' | 'path'> | undefined {
  const name = /^oci:\/\/([^/]+\/.+?)\/*$/.exec(url)?.[1];
  if (
    name === undefined ||
    !name
      .split('/')
      .slice(1)
      .every((part) => component.test(part))
  )
    return undefined;
  const host = name.slice(0, name.indexOf('/'));
  return domain.test(host) ? locateRepository(name) : undefined;
}
