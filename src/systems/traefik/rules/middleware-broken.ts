import type { ClusterRule } from '../../../check/rule.ts';
import { exampleMiddleware } from '../rule-examples.ts';
import { gateRule } from '../rule-gate.ts';

/** A Middleware that Traefik cannot build: every route that uses it is dropped. */
export const middlewareBroken: ClusterRule = gateRule({
  id: 'middleware-broken',
  summary: 'A Middleware cannot be built from what it says, or from the Secret it names.',
  passing: [exampleMiddleware('slash', { stripPrefix: { prefixes: ['/hello'] } })],
  failing: [exampleMiddleware('login', { basicAuth: { secret: 'gone' } })],
});
