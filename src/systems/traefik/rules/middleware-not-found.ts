import { madeByRelease, opaqueNamespaces } from '../../../check/made-by-release.ts';
import type { ClusterRule, ObjectsRule, Problem, RuleInput } from '../../../check/rule.ts';
import { nearestName } from '../../../core/nearest.ts';
import { normalise } from '../model/go-text.ts';
import { exampleMiddleware, exampleRoute } from '../rule-examples.ts';
import { gateRule } from '../rule-gate.ts';
import { ingressesOf, middlewaresOf, namespaceOf, referredMiddleware, routesOf } from '../rule-objects.ts';

const annotation = 'traefik.ingress.kubernetes.io/router.middlewares';

/** Middlewares that Ingresses name and that nothing makes; where a namespace ends in such a name is not seen, so all of the repository counts. */
function missingOfIngresses(input: RuleInput): readonly Problem[] {
  if (!input.isWhole || opaqueNamespaces(input).size > 0) return [];
  const known = middlewaresOf(input).map(({ object }) => normalise(`${namespaceOf(object)}-${object.metadata.name}`));
  return ingressesOf(input).flatMap(({ on, object }) =>
    (object.metadata.annotations?.[annotation] ?? '').split(',').flatMap((text): readonly Problem[] => {
      const [name = '', provider] = text.trim().split('@');
      if (provider !== 'kubernetescrd' || name.includes('$') || known.includes(name)) return [];
      const near = nearestName(name, known);
      const message = `middleware "${name}@kubernetescrd" does not exist: the router is disabled and answers 404`;
      const hint = near
        ? `did you mean ${near}@kubernetescrd?`
        : 'write <namespace>-<name>@kubernetescrd of a Middleware that is there';
      return [{ on, path: ['metadata', 'annotations', annotation], message, hint }];
    }),
  );
}

/** A route names a Middleware that is not there: its router is disabled, the host answers 404. */
export const middlewareNotFound: readonly [ObjectsRule, ClusterRule] = [
  {
    id: 'middleware-not-found',
    needs: 'objects',
    severity: 'error',
    summary: 'A route of an IngressRoute, or an Ingress, names a Middleware that does not exist.',
    why: 'a router with a missing middleware is disabled and answers 404 (traefik pkg/server/middleware/middlewares.go BuildMiddlewareChain)',
    check: (input) => {
      const known = middlewaresOf(input).map(({ object }) => ({
        namespace: namespaceOf(object),
        name: object.metadata.name,
      }));
      const ofRoutes = routesOf(input).flatMap(({ on, object, route, path }): Problem[] =>
        (route.middlewares ?? []).flatMap((ref, i) => {
          const wanted = referredMiddleware(ref, namespaceOf(object));
          if (!wanted || known.some(({ namespace, name }) => namespace === wanted.namespace && name === wanted.name))
            return [];
          const made = madeByRelease(input, wanted.name);
          const elsewhere = known.find(({ name }) => name === wanted.name);
          const nearest = nearestName(
            wanted.name,
            known.filter(({ namespace }) => namespace === wanted.namespace).map(({ name }) => name),
          );
          const hint = nearest
            ? `did you mean ${nearest}?`
            : elsewhere
              ? `there is one in namespace ${elsewhere.namespace}: copy it, or name that namespace and set providers.kubernetesCRD.allowCrossNamespace`
              : `add a Middleware ${wanted.namespace}/${wanted.name}`;
          return [
            {
              on,
              path: [...path, 'middlewares', i, 'name'],
              message: `Middleware ${wanted.namespace}/${wanted.name} does not exist: the router is disabled and answers 404`,
              ...(made === undefined ? { hint } : { knownBy: made }),
            },
          ];
        }),
      );
      return [...ofRoutes, ...missingOfIngresses(input)];
    },
    examples: {
      passing: [
        exampleMiddleware('lan', { ipAllowList: { sourceRange: ['192.168.0.0/16'] } }),
        exampleRoute('hello', 'Host(`hello.example.org`)', {
          route: { middlewares: [{ name: 'lan' }, { name: 'auth@file' }] },
        }),
      ],
      failing: [
        exampleMiddleware('lan', { ipAllowList: { sourceRange: ['192.168.0.0/16'] } }),
        exampleRoute('hello', 'Host(`hello.example.org`)', { route: { middlewares: [{ name: 'lam' }] } }),
      ],
    },
  },
  gateRule({
    id: 'middleware-not-found',
    summary: 'A router names a middleware that Traefik does not have.',
    passing: [exampleRoute('hello', 'Host(`hello.example.org`)')],
    failing: [exampleRoute('hello', 'Host(`hello.example.org`)', { route: { middlewares: [{ name: 'lam' }] } })],
  }),
];
