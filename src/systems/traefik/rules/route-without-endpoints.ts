import type { ClusterRule } from '../../../check/rule.ts';
import { exampleRoute, exampleService } from '../rule-examples.ts';
import { gateRule } from '../rule-gate.ts';

const idle = exampleService('idle');

/** A route leads to a Service behind which no pod is ready, and Traefik drops such routes. */
export const routeWithoutEndpoints: ClusterRule = gateRule({
  id: 'route-without-endpoints',
  summary: 'A route leads to a Service without ready endpoints, and Traefik is set to drop such routes.',
  passing: [exampleRoute('hello', 'Host(`hello.example.org`)')],
  failing: [
    idle,
    exampleRoute('hello', 'Host(`hello.example.org`)', { route: { services: [{ name: 'idle', port: 80 }] } }),
  ],
});
