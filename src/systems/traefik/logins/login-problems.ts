import type { GateProblem } from '../../../check/observed.ts';
import type { Secret } from '../../../kube/types.ts';
import type { Middleware, TraefikObjects } from '../read-objects.ts';
import { usersOf, usersWithoutHash } from './credentials.ts';

/** Why it is wrong, and what to do. */
export const loginWithoutHash = {
  code: 'basic-auth-not-hashed',
  why: 'basicAuth compares hashes only: MD5 (apr1), SHA1 or bcrypt; a password in the clear is equal to none (abbot/go-http-auth basic.go CheckSecret)',
  hint: 'write the line that `htpasswd -nbB USER PASSWORD` prints',
} as const;

/** What is said of users that nobody can log in as; never what stands in the Secret beside their names. */
export const loginMessage = (middleware: string, users: readonly string[]): string =>
  `nobody can log in as ${users.join(', ')}: the password in the Secret of Middleware ${middleware} is not hashed`;

/** How bad it is: where others can log in, some of it works. */
export const loginSeverity = (secret: Secret, unhashed: readonly string[]): 'error' | 'warning' =>
  usersOf(secret).length > unhashed.length ? 'warning' : 'error';

/** Users of a basicAuth Middleware that nobody can log in as. */
export function loginProblems({ metadata, spec }: Middleware, { secret }: TraefikObjects): readonly GateProblem[] {
  const { namespace = '', name } = metadata;
  const ref = spec?.basicAuth?.secret;
  const found = typeof ref === 'string' ? secret(namespace, ref) : undefined;
  const users = found ? usersWithoutHash(found) : [];
  if (!found || users.length === 0) return [];
  const { code, why, hint } = loginWithoutHash;
  const message = loginMessage(`${namespace}/${name}`, users);
  const severity = loginSeverity(found, users);
  return [{ code, severity, object: `Secret/${namespace}/${String(ref)}`, message, why, hint, routes: [] }];
}
