import type { ClusterRule } from '../../../check/rule.ts';
import { exampleRoute } from '../rule-examples.ts';
import { gateRule } from '../rule-gate.ts';

/** A route leads to something of another namespace, which is off by default. */
export const crossNamespaceReference: ClusterRule = gateRule({
  id: 'cross-namespace-reference',
  summary:
    'A route refers to a Service, Middleware or other object of another namespace, which Traefik is not set to allow.',
  passing: [
    exampleRoute('hello', 'Host(`hello.example.org`)', {
      route: { services: [{ name: 'hello', namespace: 'apps', port: 80 }] },
    }),
  ],
  failing: [
    exampleRoute('hello', 'Host(`hello.example.org`)', {
      route: { services: [{ name: 'hello', namespace: 'other', port: 80 }] },
    }),
  ],
});
