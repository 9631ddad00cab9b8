import type { ClusterRule, ObjectsRule, Problem } from '../../../check/rule.ts';
import { nearestName } from '../../../core/nearest.ts';
import { exampleRoute, exampleTraefik } from '../rule-examples.ts';
import { gateRule } from '../rule-gate.ts';
import { gateSettings } from '../rule-gate-settings.ts';
import { ingressesOf, ingressRoutesOf } from '../rule-objects.ts';

const annotation = 'traefik.ingress.kubernetes.io/router.entrypoints';

/** An object binds to an entry point Traefik does not open. */
export const entryPointUnknown: readonly [ObjectsRule, ClusterRule] = [
  {
    id: 'entry-point-unknown',
    needs: 'objects',
    severity: 'error',
    summary: 'An IngressRoute or Ingress binds to an entry point that Traefik does not have.',
    why: 'the entry point is left out; with none left the router is disabled (traefik pkg/config/runtime/runtime_http.go GetRoutersByEntryPoints)',
    check: (input) => {
      const gates = gateSettings(input);
      if (!gates) return [];
      const known = [...new Set(gates.flatMap(({ entryPoints }) => [...entryPoints.keys()]))];
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
      failing: [
        exampleTraefik,
        exampleRoute('hello', 'Host(`hello.example.org`)', { spec: { entryPoints: ['https'] } }),
      ],
    },
  },
  gateRule({
    id: 'entry-point-unknown',
    summary: 'A router is bound to an entry point that Traefik does not have.',
    passing: [exampleRoute('hello', 'Host(`hello.example.org`)')],
    failing: [exampleRoute('hello', 'Host(`hello.example.org`)', { spec: { entryPoints: ['https'] } })],
  }),
];
