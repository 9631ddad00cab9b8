import type { ClusterRule } from '../../../check/rule.ts';
import { exampleRoute } from '../rule-examples.ts';
import { gateRule } from '../rule-gate.ts';

/** Something that Traefik refuses for a reason of its own. */
export const routeRefused: ClusterRule = gateRule({
  id: 'route-refused',
  summary: 'Traefik refuses a route for a reason that has no rule of its own.',
  passing: [exampleRoute('hello', 'Host(`hello.example.org`)')],
  failing: [
    exampleRoute('hello', 'Host(`hello.example.org`)', {
      route: { services: [{ name: 'hello', port: 80, scheme: 'gopher' }] },
    }),
  ],
});
