import { allowUrl, isLoopback } from './allowed-url.ts';
import { readJson } from './read-body.ts';
import { RegistryError } from './registry-error.ts';
import { type Asking, ask } from './request.ts';

/** What a server wants before it answers. */
export interface Challenge {
  /** In lower case. */
  readonly scheme: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** Reads the challenges of a `WWW-Authenticate` header (RFC 9110 section 11.6.1). */
export function readChallenges(header: string): readonly Challenge[] {
  const challenges: { scheme: string; parameters: Record<string, string> }[] = [];
  const pattern = /([\w!#$%&'*+.^`|~-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))|([\w-]+)(?=\s|,|$)/g;
  for (const [, name, quoted, plain, scheme] of header.matchAll(pattern)) {
    if (scheme !== undefined) challenges.push({ scheme: scheme.toLowerCase(), parameters: {} });
    else {
      const last = challenges.at(-1);
      if (last) last.parameters[name!.toLowerCase()] = quoted?.replace(/\\(.)/g, '$1') ?? plain ?? '';
    }
  }
  return challenges;
}

/** A token is longer than a person would write, and shorter than this. */
const mostTokenBytes = 1024 * 1024;

/**
 * Asks the server that a challenge names for a token (distribution docs/spec/auth/token.md): the value of an `Authorization` header.
 * `login` is shown to that server alone. Rejects with a RegistryError where it gives none.
 */
export async function askForToken(
  from: URL,
  { parameters }: Challenge,
  login: string | undefined,
  asking: Asking,
): Promise<string> {
  const url = tokenUrl(from, parameters);
  const answer = await ask(url, { headers: login === undefined ? {} : { authorization: login } }, asking);
  if (answer.status !== 200) {
    answer.body.destroy();
    throw noToken(from, login, answer.status);
  }
  const { token, access_token: accessToken } = ((await readJson(answer, mostTokenBytes)) ?? {}) as Record<
    string,
    unknown
  >;
  const given = token ?? accessToken;
  if (typeof given !== 'string' || !/^[\x21-\x7e]+$/.test(given))
    throw new RegistryError(from.host, 'invalid', 'its token server gives no token');
  return `Bearer ${given}`;
}

function tokenUrl(from: URL, { realm = '', service, scope }: Readonly<Record<string, string>>): URL {
  if (!URL.canParse(realm)) throw new RegistryError(from.host, 'invalid', 'names no token server');
  const url = allowUrl(new URL(realm), from);
  if (isLoopback(from.hostname) !== isLoopback(url.hostname) && url.protocol === 'http:')
    throw new RegistryError(from.host, 'invalid', 'names a token server without HTTPS');
  if (service !== undefined) url.searchParams.set('service', service);
  for (const each of (scope ?? '').split(' ').filter(Boolean)) url.searchParams.append('scope', each);
  return url;
}

/** What a registry that lets nobody in without a name says. */
export const noToken = ({ host }: URL, login: string | undefined, status: number): RegistryError =>
  new RegistryError(
    host,
    'refused',
    login === undefined ? `wants a login (${status})` : `refuses the login (${status})`,
    {
      hint: `log in with \`docker login ${host}\`: a password kept in ~/.docker/config.json is used, credential helpers are not run`,
    },
  );
