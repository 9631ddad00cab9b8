import type { ObjectsRule, Problem } from '../../../check/rule.ts';
import { middlewareModels } from '../middlewares/index.ts';
import { exampleMiddleware, exampleRoute } from '../rule-examples.ts';
import { namespaceOf, referredMiddleware, routesOf, typesOf } from '../rule-objects.ts';

const toApi = { services: [{ name: 'api@internal', kind: 'TraefikService' }] };

/** The dashboard and API are routed without anything that keeps strangers out. */
export const dashboardExposed: ObjectsRule = {
  id: 'dashboard-exposed',
  needs: 'objects',
  severity: 'error',
  summary: 'A route leads to the dashboard or the API without an allow list and without a login.',
  why: 'the API shows all routers and services, and htpasswd hashes, to whoever asks (traefik pkg/api/handler.go); it has no login of its own',
  check: (input) =>
    routesOf(input).flatMap(({ on, object, route, path }): Problem[] => {
      const service = (route.services ?? []).find(
        ({ name }) => name === 'api@internal' || name === 'dashboard@internal',
      );
      // The entry point `traefik` is not part of the chart's Service.
      if (!service || (object.spec?.entryPoints ?? []).join() === 'traefik') return [];
      const types = (route.middlewares ?? []).map((ref) => {
        const wanted = referredMiddleware(ref, namespaceOf(object));
        return wanted && typesOf(input, wanted.namespace, wanted.name);
      });
      // A middleware that is not among the objects may be the guard.
      if (types.includes(undefined) || types.some((list) => list?.some((type) => middlewareModels.get(type)?.guards)))
        return [];
      return [
        {
          on,
          path: [...path, 'services'],
          message: `${service.name} is open to everyone who reaches this entry point`,
          hint: 'add a Middleware with ipAllowList of the trusted networks, or a login, to the route',
        },
      ];
    }),
  examples: {
    passing: [
      exampleMiddleware('lan', { ipAllowList: { sourceRange: ['192.168.0.0/16'] } }),
      exampleRoute('dashboard', 'Host(`traefik.example.org`)', { route: { ...toApi, middlewares: [{ name: 'lan' }] } }),
    ],
    failing: [
      exampleMiddleware('slash', { redirectRegex: { regex: '/$', replacement: '/dashboard/' } }),
      exampleRoute('dashboard', 'Host(`traefik.example.org`)', {
        route: { ...toApi, middlewares: [{ name: 'slash' }] },
      }),
    ],
  },
};
