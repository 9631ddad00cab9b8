import type { ClusterRule } from '../../../check/rule.ts';
import { exampleRoute } from '../rule-examples.ts';
import { gateRule } from '../rule-gate.ts';

/** A route on entry points that send every client on gets no request. */
export const routeBehindRedirect: ClusterRule = gateRule({
  id: 'route-behind-redirect',
  summary: 'A route is only on entry points that send every client on to another one.',
  why: 'the router of a redirection has the greatest priority there is (traefik pkg/provider/traefik/internal.go)',
  severity: 'info',
  settings: [
    '--entryPoints.web.http.redirections.entryPoint.to=:443',
    '--entryPoints.web.http.redirections.entryPoint.scheme=https',
  ],
  passing: [exampleRoute('hello', 'Host(`hello.example.org`)')],
  failing: [exampleRoute('hello', 'Host(`hello.example.org`)', { spec: { entryPoints: ['web'] } })],
});
