import { neverNamed } from '../../../check/never-named.ts';
import type { ObjectsRule } from '../../../check/rule.ts';
import { exampleMiddleware, exampleRoute } from '../rule-examples.ts';
import { middlewaresOf } from '../rule-objects.ts';

export const middlewareUnused: ObjectsRule = {
  id: 'middleware-unused',
  needs: 'objects',
  severity: 'info',
  summary: 'A Middleware is defined and named by nothing.',
  together: 'are named by nothing: they do nothing',
  why: 'a Middleware acts where a route, a chain or an entry point names it (traefik pkg/provider/kubernetes/crd/kubernetes.go)',
  check: (input) =>
    neverNamed(
      input,
      middlewaresOf(input).map(({ on }) => on),
      (name) => ({
        message: `middleware ${name} is named by no route, chain or entry point: it does nothing`,
        hint: 'name it where it is meant to act, or take it out',
      }),
    ),
  examples: {
    passing: [
      exampleMiddleware('local-only', { ipAllowList: { sourceRange: ['192.168.88.0/24'] } }),
      exampleRoute('hello', 'Host(`hello.example.org`)', { route: { middlewares: [{ name: 'local-only' }] } }),
    ],
    failing: [exampleMiddleware('local-only', { ipAllowList: { sourceRange: ['192.168.88.0/24'] } })],
  },
};
