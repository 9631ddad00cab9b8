import type { ObjectsRule, Problem, RuleInput } from '../../../check/rule.ts';
import { middlewareModels } from '../middlewares/index.ts';
import { exampleMiddleware, exampleRoute, exampleTraefik } from '../rule-examples.ts';
import { gateSettings } from '../rule-gate-settings.ts';
import { namespaceOf, type PlacedRoute, referredMiddleware, routesOf, typesOf } from '../rule-objects.ts';

/** Types of all middlewares of a route; undefined where one of them is not known. */
function typesOfRoute(input: RuleInput, { object, route }: PlacedRoute): readonly string[] | undefined {
  const types = (route.middlewares ?? []).map((ref) => {
    const wanted = referredMiddleware(ref, namespaceOf(object));
    return wanted && typesOf(input, wanted.namespace, wanted.name);
  });
  return types.includes(undefined) ? undefined : types.flatMap((each) => each ?? []);
}

const guards = (type: string): boolean => middlewareModels.get(type)?.guards === true;
const redirects = ['redirectScheme', 'redirectRegex'];

/** Whether requests at these entry points come to routes without a middleware of the entry point or a redirection before; undefined when not known. */
function reachesRoutes(input: RuleInput, points: readonly string[]): boolean | undefined {
  const settings = gateSettings(input);
  const named = settings?.flatMap(({ entryPoints }) => points.flatMap((point) => entryPoints.get(point) ?? []));
  if (named === undefined || named.length === 0) return undefined;
  return named.some(({ redirection, middlewares }) => redirection === undefined && middlewares.length === 0);
}

const hello = (name: string, entryPoints: readonly string[], middlewares: readonly object[] = []) =>
  exampleRoute(name, 'Host(`hello.example.org`)', { route: { middlewares }, spec: { entryPoints } });
const login = exampleMiddleware('login', { basicAuth: { secret: 'users' } });

/** One rule, two routes: one asks who comes, the other lets everybody in. */
export const guardOnOneRoute: ObjectsRule = {
  id: 'guard-on-one-route',
  needs: 'objects',
  severity: 'warning',
  summary: 'Of routes with the same rule, one has a login or an allow list, and another lets everyone in.',
  why: 'each router has middlewares of its own (traefik pkg/server/router/router.go buildHTTPHandler): what guards one entry point does not guard the other',
  check: (input) => {
    const routes = routesOf(input).map((each) => ({ ...each, rule: each.route.match ?? '' }));
    const guarded = new Map<string, PlacedRoute>();
    for (const each of routes) if (typesOfRoute(input, each)?.some(guards)) guarded.set(each.rule, each);
    return routes.flatMap((each): readonly Problem[] => {
      const twin = each.rule === '' ? undefined : guarded.get(each.rule);
      const types = twin && typesOfRoute(input, each);
      if (!twin || types === undefined || types.some((type) => guards(type) || redirects.includes(type))) return [];
      const points = each.object.spec?.entryPoints ?? [];
      if (points.length === 0 || reachesRoutes(input, points) !== true) return [];
      const message = `it lets everyone in at ${points.join(', ')}, where ${twin.object.metadata.name} guards the same rule`;
      const hint = 'give it the same middlewares, or take the route out';
      return [{ on: each.on, path: each.path, message, hint }];
    });
  },
  examples: {
    passing: [
      exampleTraefik,
      login,
      hello('clear', ['web'], [{ name: 'login' }]),
      hello('hello', ['websecure'], [{ name: 'login' }]),
    ],
    failing: [exampleTraefik, login, hello('clear', ['web']), hello('hello', ['websecure'], [{ name: 'login' }])],
  },
};
