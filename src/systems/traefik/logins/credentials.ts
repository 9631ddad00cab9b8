import type { Secret } from '../../../kube/types.ts';
import { secretKeys, secretText } from '../providers/secrets.ts';

/** Forms of a hash that a password can be found equal to. Upstream: abbot/go-http-auth basic.go compareFuncs. */
const hashes: readonly RegExp[] = [
  /^\{SHA\}[A-Za-z0-9+/]{27}=$/,
  /^\$2[abxy]\$\d\d\$[./A-Za-z0-9]{53}$/,
  // Any magic is tried as MD5-crypt, which gives 22 characters.
  /^\$[^$]*\$[^$]*\$[./A-Za-z0-9]{22}$/,
];

/** Whether some password could be let in by a user's second field: anything else is held against a hash and is never equal. */
export const isPasswordHash = (text: string): boolean => hashes.some((pattern) => pattern.test(text));

type User = readonly [name: string, hash: string];

/** Users of a basicAuth Secret that stand in it as `user:hash`, one a line. */
export function usersOf(secret: Secret): readonly User[] {
  // A Secret of this type holds the password itself, which is hashed while it is read.
  if (secret.type === 'kubernetes.io/basic-auth') return [];
  const [key] = secretKeys(secret);
  const lines = key === undefined ? [] : (secretText(secret, key) ?? '').split(/\r?\n/);
  return lines.flatMap((line): User[] => {
    const [user = '', hash, ...rest] = line.split(':');
    return hash === undefined || rest.length > 0 ? [] : [[user, hash]];
  });
}

/** Users whose password is no hash: nobody can log in as them. What is encrypted says nothing. */
export const usersWithoutHash = (secret: Secret): readonly string[] =>
  usersOf(secret).flatMap(([user, hash]) => (hash.startsWith('ENC[') || isPasswordHash(hash) ? [] : [user]));
