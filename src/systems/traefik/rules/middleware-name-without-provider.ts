import type { ObjectsRule, Problem, RuleInput } from '../../../check/rule.ts';
import { exampleIngress, exampleMiddleware } from '../rule-examples.ts';
import { ingressesOf, middlewaresOf, namespaceOf } from '../rule-objects.ts';

const annotation = 'traefik.ingress.kubernetes.io/router.middlewares';

/** The whole name of the middleware that a bare one means: its own, or that with its namespace before it; undefined where there is none or several. */
function middlewareNamed(input: RuleInput, name: string): string | undefined {
  const found = middlewaresOf(input)
    .map(({ object }) => [object.metadata.name, `${namespaceOf(object)}-${object.metadata.name}`] as const)
    .filter((names) => names.includes(name));
  return found.length === 1 ? `${found[0]![1]}@kubernetescrd` : undefined;
}

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
      const said = object.metadata.annotations?.[annotation] ?? '';
      const names = said
        .split(',')
        .map((name) => name.trim())
        .filter((name) => name !== '' && !name.includes('@'));
      return names.map((name) => {
        const found = middlewareNamed(input, name);
        const namespace = namespaceOf(object);
        const hint = `write ${found ?? `${namespace}-${name.replace(`${namespace}-`, '')}@kubernetescrd`}`;
        const path = ['metadata', 'annotations', annotation];
        const set = said.replace(/[^,\s]+/g, (each) => middlewareNamed(input, each) ?? each);
        return {
          on,
          path,
          message: `middleware "${name}@kubernetes" does not exist: the router is disabled and answers 404`,
          hint,
          ...(found && { fix: [{ path, set }] }),
        };
      });
    }),
  examples: {
    passing: [exampleIngress({ [annotation]: 'apps-lan@kubernetescrd' })],
    failing: [
      exampleIngress({ [annotation]: 'lan' }),
      exampleMiddleware('lan', { ipAllowList: { sourceRange: ['192.168.88.0/24'] } }),
    ],
  },
};
