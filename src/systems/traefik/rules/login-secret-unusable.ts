import type { ObjectsRule, Problem } from '../../../check/rule.ts';
import type { Secret } from '../../../kube/types.ts';
import { makersOf } from '../../kubernetes/rule-makers.ts';
import { secretKeys } from '../providers/secrets.ts';
import { exampleMiddleware } from '../rule-examples.ts';
import { middlewaresOf, namespaceOf } from '../rule-objects.ts';

/** Where users are told, and the type of a Secret whose keys are read otherwise. */
const logins = { basicAuth: 'kubernetes.io/basic-auth', digestAuth: undefined } as const;

const exampleUsers = (data: Readonly<Record<string, string>>) => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'users', namespace: 'apps' },
  data,
});
const hashed = Buffer.from(`ann:$2y$05$${'a'.repeat(53)}`).toString('base64');

/** A login has no users: its Secret is not there, or not one that Traefik reads. */
export const loginSecretUnusable: ObjectsRule = {
  id: 'login-secret-unusable',
  needs: 'objects',
  severity: 'error',
  summary:
    'A basicAuth or digestAuth takes its users from a Secret that is not there, or that has not exactly one key.',
  why: 'the middleware is not made, and its routes are refused: `must be single element exactly` (traefik pkg/provider/kubernetes/crd/kubernetes.go loadAuthCredentials); a Secret of another namespace is never read',
  check: (input) => {
    const { mayMake } = makersOf(input);
    return middlewaresOf(input).flatMap(({ on, object }) =>
      Object.entries(logins).flatMap(([type, ownType]): readonly Problem[] => {
        const options = object.spec?.[type] as { readonly secret?: unknown } | undefined;
        const name = options?.secret;
        if (typeof name !== 'string' || name.includes('$')) return [];
        const namespace = namespaceOf(object);
        const path = ['spec', type, 'secret'];
        const at = `${namespace}/${name}`;
        const found = input.find('Secret', name, namespace)?.object as Secret | undefined;
        if (found) {
          const keys = secretKeys(found);
          if (keys.length === 1 || (ownType !== undefined && found.type === ownType)) return [];
          const message = `Secret ${at} has ${keys.length} keys${keys.length > 0 ? ` (${keys.join(', ')})` : ''}, and exactly one is read`;
          return [{ on, path, message, hint: 'keep the users under one key, a line each, in a Secret of their own' }];
        }
        if (mayMake('Secret', name, namespace)) return [];
        const message = `its users come from Secret ${at}, which nothing here makes: until somebody does its routes are refused`;
        return [{ on, path, message, severity: 'unknown', knownBy: `a file that makes Secret ${at}` }];
      }),
    );
  },
  examples: {
    passing: [exampleMiddleware('login', { basicAuth: { secret: 'users' } }), exampleUsers({ users: hashed })],
    failing: [
      exampleMiddleware('login', { basicAuth: { secret: 'users' } }),
      exampleUsers({ users: hashed, admins: hashed }),
      exampleMiddleware('other', { digestAuth: { secret: 'nobody' } }),
    ],
  },
};
