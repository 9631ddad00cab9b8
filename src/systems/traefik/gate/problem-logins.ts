import type { GateProblem } from '../../system.ts';
import { usersOf, usersWithoutHash } from '../middlewares/credentials.ts';
import type { TraefikObjects } from '../objects.ts';

export const loginWithoutHash = {
  code: 'basic-auth-not-hashed',
  why: 'basicAuth compares hashes only: MD5 (apr1), SHA1 or bcrypt; a password in the clear is equal to none (abbot/go-http-auth basic.go CheckSecret)',
  hint: 'write the line that `htpasswd -nbB USER PASSWORD` prints',
} as const;

/** What is said of users that nobody can log in as; never what stands in the Secret beside their names. */
export const loginMessage = (middleware: string, users: readonly string[]): string =>
  `nobody can log in as ${users.join(', ')}: the password in the Secret of Middleware ${middleware} is not hashed`;

/** Logins of basicAuth middlewares that let nobody in. */
export const loginProblems = ({ middlewares, secret }: TraefikObjects): readonly GateProblem[] =>
  middlewares.flatMap(({ metadata: { namespace = '', name }, spec }) => {
    const ref = spec?.basicAuth?.secret;
    const found = typeof ref === 'string' ? secret(namespace, ref) : undefined;
    const users = found ? usersWithoutHash(found) : [];
    if (users.length === 0) return [];
    const { code, why, hint } = loginWithoutHash;
    const message = loginMessage(`${namespace}/${name}`, users);
    const severity = found && usersOf(found).length > users.length ? 'warning' : 'error';
    return [{ code, severity, object: `Secret/${namespace}/${String(ref)}`, message, why, hint, routes: [] }];
  });
