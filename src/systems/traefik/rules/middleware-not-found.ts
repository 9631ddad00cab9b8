import { madeByRelease } from '../../../check/made-by-release.ts';
import type { ClusterRule, ObjectsRule, Problem, RuleInput } from '../../../check/rule.ts';
import { nearestName } from '../../../core/nearest.ts';
import { exampleIngress, exampleMiddleware, exampleRoute } from '../rule-examples.ts';
import { gateRule } from '../rule-gate.ts';
import { ingressesOf, middlewaresOf, namespaceOf, referredMiddleware, routesOf } from '../rule-objects.ts';

/** A route names a Middleware that is not there: its router is disabled, the host answers 404. */
const annotation = 'traefik.ingress.kubernetes.io/router.middlewares';

/** Middlewares that the annotation of an Ingress names, each as `namespace-name` (traefik pkg/provider/kubernetes/crd/kubernetes.go makeID). */
function missingOfIngress(
  input: RuleInput,
  { on, object }: ReturnType<typeof ingressesOf>[number],
  named: ReadonlySet<string>,
): readonly Problem[] {
  const refs = (object.metadata.annotations?.[annotation] ?? '').split(',').map((ref) => ref.trim());
  return refs.flatMap((ref) => {
    const [, id] = /^(.+)@kubernetescrd$/.exec(ref) ?? [];
    if (id === undefined || named.has(id)) return [];
    const nearest = nearestName(id, [...named]);
    const made = madeByRelease(input, id.slice(namespaceOf(object).length + 1));
    const hint = nearest
      ? `did you mean ${nearest}@kubernetescrd?`
      : 'add the Middleware, or correct namespace-name@kubernetescrd';
    return [
      {
        on,
        path: ['metadata', 'annotations', annotation],
        message: `Middleware ${id} does not exist: the router is disabled and answers 404`,
        ...(made === undefined ? { hint } : { knownBy: made }),
      },
    ];
  });
}

export const middlewareNotFound: readonly [ObjectsRule, ClusterRule] = [
  {
    id: 'middleware-not-found',
    needs: 'objects',
    severity: 'error',
    summary: 'A route of an IngressRoute names a Middleware that does not exist.',
    why: 'a router with a missing middleware is disabled and answers 404 (traefik pkg/server/middleware/middlewares.go BuildMiddlewareChain)',
    check: (input) => {
      const known = middlewaresOf(input).map(({ object }) => ({
        namespace: namespaceOf(object),
        name: object.metadata.name,
      }));
      const named = new Set(known.map(({ namespace, name }) => `${namespace}-${name}`));
      const ofIngresses = ingressesOf(input).flatMap((each) => missingOfIngress(input, each, named));
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
      return [...ofRoutes, ...ofIngresses];
    },
    examples: {
      passing: [
        exampleIngress({ [annotation]: 'apps-lan@kubernetescrd,auth@file' }),
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
