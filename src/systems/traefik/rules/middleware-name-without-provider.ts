import type { ObjectsRule, Problem } from '../../../check/rule.ts';
import { exampleIngress } from '../rule-examples.ts';
import { ingressesOf, middlewaresOf, namespaceOf } from '../rule-objects.ts';

const annotation = 'traefik.ingress.kubernetes.io/router.middlewares';

/** An Ingress names a middleware without `@kubernetescrd`: Traefik looks for it among the Ingress provider's own, where there is none. */
export const middlewareNameWithoutProvider: ObjectsRule = {
  id: 'middleware-name-without-provider',
  needs: 'objects',
  severity: 'error',
  summary:
    'An Ingress names a middleware without its namespace or provider: `<namespace>-<name>@kubernetescrd` is wanted.',
  why: 'a name without "@" is looked for in the provider of the router, which has no middlewares (traefik pkg/server/provider/provider.go GetQualifiedName)',
  check: (input) =>
    ingressesOf(input).flatMap(({ on, object }): Problem[] => {
      const names = (object.metadata.annotations?.[annotation] ?? '')
        .split(',')
        .map((name) => name.trim())
        .filter((name) => name !== '' && !name.includes('@'));
      return names.map((name) => {
        const found = middlewaresOf(input).find(({ object: middleware }) =>
          [middleware.metadata.name, `${namespaceOf(middleware)}-${middleware.metadata.name}`].includes(name),
        );
        const namespace = found ? namespaceOf(found.object) : namespaceOf(object);
        const bare = found?.object.metadata.name ?? name.replace(`${namespace}-`, '');
        return {
          on,
          path: ['metadata', 'annotations', annotation],
          message: `middleware "${name}@kubernetes" does not exist: the router is disabled and answers 404`,
          hint: `write ${namespace}-${bare}@kubernetescrd`,
        };
      });
    }),
  examples: {
    passing: [exampleIngress({ [annotation]: 'apps-lan@kubernetescrd' })],
    failing: [exampleIngress({ [annotation]: 'lan' })],
  },
};
