import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** The value of an `Authorization` header for a host; undefined where none is known. Never shown to anybody. */
export type Credentials = (host: string) => Promise<string | undefined>;

/** Docker Hub's logins stand under the address of its first API (docker/cli cli/config/configfile, registry.IndexServer). */
const hubNames = ['https://index.docker.io/v1/', 'index.docker.io', 'docker.io', 'registry-1.docker.io'];

/**
 * Logins as `docker login` keeps them in `$DOCKER_CONFIG/config.json` or `~/.docker/config.json` (docker/cli
 * cli/config/configfile/file.go). Credential helpers are programs, and are not run: what they hold is not used.
 */
export function dockerCredentials(env: NodeJS.ProcessEnv = process.env): Credentials {
  let auths: Promise<ReadonlyMap<string, string>> | undefined;
  return async (host) => {
    auths ??= readAuths(join(env.DOCKER_CONFIG ?? join(env.HOME ?? homedir(), '.docker'), 'config.json'));
    const known = await auths;
    const names = hubNames.includes(host) ? hubNames : [host, `https://${host}`, `https://${host}/`];
    return names.map((name) => known.get(name)).find((each) => each !== undefined);
  };
}

/** A file that is not there, or no JSON, holds no logins: what needs one will say so. */
async function readAuths(path: string): Promise<ReadonlyMap<string, string>> {
  const auths = new Map<string, string>();
  try {
    const config = JSON.parse(await readFile(path, 'utf8')) as { readonly auths?: Readonly<Record<string, unknown>> };
    for (const [name, login] of Object.entries(config.auths ?? {})) {
      const header = basicOf(login);
      if (header !== undefined) auths.set(name, header);
    }
  } catch {
    return auths;
  }
  return auths;
}

function basicOf(login: unknown): string | undefined {
  const { auth, username, password } = (login ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof auth === 'string' && auth !== '') return `Basic ${auth.trim()}`;
  if (typeof username !== 'string' || typeof password !== 'string' || username === '') return undefined;
  return basic(username, password);
}

/** RFC 7617 */
const basic = (user: string, password: string): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

/** The login in an address, as the value of an `Authorization` header; undefined where there is none. */
export function loginIn({ username, password }: URL): string | undefined {
  return username === '' && password === '' ? undefined : basic(decoded(username), decoded(password));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
