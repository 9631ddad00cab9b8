import type { ClusterRule, ObjectsRule, Problem } from '../../../check/rule.ts';
import { holdsSealed } from '../../../kube/sealed.ts';
import type { Secret } from '../../../kube/types.ts';
import { usersWithoutHash } from '../logins/credentials.ts';
import { loginMessage, loginSeverity, loginWithoutHash } from '../logins/login-problems.ts';
import { secretKeys, secretText } from '../providers/secrets.ts';
import { exampleMiddleware } from '../rule-examples.ts';
import { gateRule } from '../rule-gate.ts';
import { middlewaresOf, namespaceOf } from '../rule-objects.ts';

const id = 'basic-auth-not-hashed';
const { why, hint } = loginWithoutHash;

const login = exampleMiddleware('login', { basicAuth: { secret: 'users' } });
const users = (text: string) => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'users', namespace: 'apps' },
  stringData: { users: text },
});
const passing = [login, users(`ann:$2y$05$${'a'.repeat(53)}`)];
const failing = [login, users('ann:in the clear')];

/** A login asks for a password that stands in the clear in its Secret: nobody can log in. */
export const basicAuthNotHashed: readonly [ObjectsRule, ClusterRule] = [
  {
    id,
    needs: 'objects',
    severity: 'error',
    summary: 'A basicAuth middleware has users whose password is not hashed.',
    why,
    check: (input) =>
      middlewaresOf(input).flatMap(({ object }): Problem[] => {
        const namespace = namespaceOf(object);
        const name = object.spec?.basicAuth?.secret;
        const on = typeof name === 'string' ? input.find('Secret', name, namespace) : undefined;
        const secret = on?.object as (Secret & { readonly sops?: unknown }) | undefined;
        if (!on || !secret || !isReadable(secret)) return [];
        const unhashed = usersWithoutHash(secret);
        if (unhashed.length === 0) return [];
        const [key = ''] = secretKeys(secret);
        const path = [secret.data?.[key] === undefined ? 'stringData' : 'data', key];
        const message = loginMessage(`${namespace}/${object.metadata.name}`, unhashed);
        return [{ on, path, message, hint, severity: loginSeverity(secret, unhashed) }];
      }),
    examples: { passing, failing },
  },
  gateRule({
    id,
    summary: 'Traefik reads users of a basicAuth middleware whose password is not hashed.',
    why,
    passing,
    failing,
  }),
];

/** Nothing can be said of what is encrypted, or put in later. */
function isReadable(secret: Secret & { readonly sops?: unknown }): boolean {
  const texts = secretKeys(secret).map((key) => secretText(secret, key) ?? '');
  return secret.sops === undefined && !texts.some((text) => holdsSealed(text) || text.includes('${'));
}
