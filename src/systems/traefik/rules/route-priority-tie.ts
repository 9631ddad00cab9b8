import type { ObjectsRule, Problem } from '../../../check/rule.ts';
import { exampleRoute } from '../rule-examples.ts';
import { namespaceOf, type PlacedRoute, routesOf } from '../rule-objects.ts';

const nameOf = ({ object }: PlacedRoute): string => `${namespaceOf(object)}/${object.metadata.name}`;

function share(a: PlacedRoute, b: PlacedRoute): boolean {
  const [left, right] = [a.object.spec?.entryPoints ?? [], b.object.spec?.entryPoints ?? []];
  if (left.length === 0 && right.length === 0) return true;
  return left.some((name) => right.includes(name));
}

/** Two routes with the same rule and rank: upstream leaves open which one gets the requests. */
export const routePriorityTie: ObjectsRule = {
  id: 'route-priority-tie',
  needs: 'objects',
  severity: 'warning',
  summary: 'Two routes have the same rule and priority on the same entry point.',
  why: 'routers of equal priority are sorted by an unstable sort over a map, so which one wins changes from start to start (traefik pkg/muxer/http/mux.go); within one IngressRoute the later overwrites the earlier (pkg/provider/kubernetes/crd/kubernetes_http.go)',
  check: (input) => {
    const routes = routesOf(input).filter(({ object }) => !object.spec?.parentRefs);
    return routes.flatMap((route, index): Problem[] => {
      const rival = routes
        .slice(0, index)
        .find(
          (other) =>
            other.route.match === route.route.match &&
            (other.route.priority ?? 0) === (route.route.priority ?? 0) &&
            share(other, route) &&
            (other.object.spec?.tls === undefined) === (route.object.spec?.tls === undefined),
        );
      if (!rival) return [];
      const own = nameOf(rival) === nameOf(route);
      const message = own
        ? `the rule ${route.route.match} stands twice in this IngressRoute: only the last one counts`
        : `IngressRoute ${nameOf(rival)} has the same rule and priority: either may get the requests`;
      return [
        {
          on: route.on,
          path: [...route.path, 'match'],
          message,
          hint: own ? 'take one of them away' : 'take one away, or give one a greater priority',
        },
      ];
    });
  },
  examples: {
    passing: [
      exampleRoute('one', 'Host(`one.example.org`)'),
      exampleRoute('two', 'Host(`one.example.org`)', { route: { priority: 50 } }),
    ],
    failing: [exampleRoute('one', 'Host(`one.example.org`)'), exampleRoute('two', 'Host(`one.example.org`)')],
  },
};
