import type { Problem, Rule } from '../../../check/rule.ts';
import { nearestName } from '../../../core/nearest.ts';
import { exampleRoute, exampleTraefik } from '../rule-examples.ts';
import { ingressesOf, ingressRoutesOf, settingsOf } from '../rule-objects.ts';

const annotation = 'traefik.ingress.kubernetes.io/router.entrypoints';

/** An object binds to an entry point Traefik does not open. */
export const entryPointUnknown: Rule = {
  id: 'entry-point-unknown',
  severity: 'error',
  summary: 'An IngressRoute or Ingress binds to an entry point that Traefik does not have.',
  why: 'the entry point is left out; with none left the router is disabled (traefik pkg/config/runtime/runtime_http.go GetRoutersByEntryPoints)',
  check: (input) => {
    const settings = settingsOf(input);
    // Without Traefik among the objects its entry points are not known.
    if (!settings) return [];
    const known = [...settings.entryPoints.keys()];
    const wanted = [
      ...ingressRoutesOf(input).flatMap(({ on, object }) =>
        (object.spec?.entryPoints ?? []).map((name, i) => ({ on, name, path: ['spec', 'entryPoints', i] })),
      ),
      ...ingressesOf(input).flatMap(({ on, object }) =>
        (object.metadata.annotations?.[annotation] ?? '')
          .split(',')
          .flatMap((part) =>
            part.trim() === '' ? [] : [{ on, name: part.trim(), path: ['metadata', 'annotations', annotation] }],
          ),
      ),
    ];
    return wanted.flatMap(({ on, name, path }): Problem[] => {
      if (known.includes(name)) return [];
      const nearest = nearestName(name, known);
      const hint = nearest ? `did you mean ${nearest}?` : `entry points there: ${known.join(', ')}`;
      return [{ on, path, message: `entryPoint "${name}" doesn't exist`, hint }];
    });
  },
  examples: {
    passing: [exampleTraefik, exampleRoute('hello', 'Host(`hello.example.org`)')],
    failing: [exampleTraefik, exampleRoute('hello', 'Host(`hello.example.org`)', { spec: { entryPoints: ['https'] } })],
  },
};
