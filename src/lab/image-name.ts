import { quoteText, type ValueProblem } from './values.ts';

/** Parts of an image's name. */
export interface ImageName {
  /** Registry and path, as the runtime completes them: `docker.io/library/nginx`. */
  readonly repository: string;
  readonly tag?: string;
  readonly digest?: string;
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

/** Why no runtime could pull the image: the pod would stay at InvalidImageName; undefined when the name can be read. */
export function imageProblem(text: string): ValueProblem | undefined {
  if (readImage(text)) return undefined;
  const message = `${quoteText(text)} is not the name of an image`;
  return { message, hint: imageHint(text) };
}

function imageHint(text: string): string {
  const guesses = [text.trim(), text.trim().replace(/^[a-z]+:\/\//i, ''), text.trim().toLowerCase()];
  const meant = guesses.find((guess) => guess !== text && readImage(guess));
  return meant === undefined ? 'write it like docker.io/traefik/whoami:v1.11.0' : `write ${meant}`;
}
