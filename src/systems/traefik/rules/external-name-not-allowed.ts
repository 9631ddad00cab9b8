import type { ClusterRule } from '../../../check/rule.ts';
import { exampleRoute, exampleService } from '../rule-examples.ts';
import { gateRule } from '../rule-gate.ts';

const nas = exampleService('nas', { type: 'ExternalName', externalName: 'nas.example.org' });

/** A route leads to a Service of type ExternalName, and the provider does not allow them. */
export const externalNameNotAllowed: ClusterRule = gateRule({
  id: 'external-name-not-allowed',
  summary: 'A route leads to a Service of type ExternalName, which this provider of Traefik does not allow.',
  passing: [exampleRoute('hello', 'Host(`hello.example.org`)')],
  failing: [
    nas,
    exampleRoute('hello', 'Host(`hello.example.org`)', { route: { services: [{ name: 'nas', port: 80 }] } }),
  ],
});
