import type { ClusterRule, ObjectsRule, Problem } from '../../../check/rule.ts';
import { compileRouterRule } from '../matching/router-rule.ts';
import { exampleRoute } from '../rule-examples.ts';
import { gateRule } from '../rule-gate.ts';
import { routesOf } from '../rule-objects.ts';

function hintOf(match: string): string {
  if (/\b(Headers|HeadersRegexp|HostHeader)\s*\(/.test(match))
    return 'Traefik 3 has Header and HeaderRegexp (and Host) instead';
  if (/\bHost\s*\([^)]*,/.test(match)) return 'Traefik 3 takes one host a matcher: Host(`a`) || Host(`b`)';
  if (/\n\s*(&&|\|\|)/.test(match))
    return 'a line may end with && or ||, not begin with it: write the rule in one line, or use >- instead of |';
  if (/\(\s*'/.test(match) || /\(\s*[a-z0-9.]+\s*\)/i.test(match))
    return 'put values between backticks: Host(`hello.example.org`)';
  return 'see the matchers of Traefik 3: https://doc.traefik.io/traefik/reference/routing-configuration/http/routing/rules-and-priority/';
}

const v2Braces = /\b(Host|HostRegexp|Path|PathPrefix)\s*\([^)]*\{[^}]*:[^)]*\)/;

/** A name in braces, which Traefik 2 took for any text there. */
const v2Names = /\b(Host|Path|PathPrefix)\s*\(\s*`[^`]*\{\w+\}[^`]*`/;

/** What only makes sense as a regular expression: no client asks for a path that has it in it. */
const expressions = /\b(Path|PathPrefix)\s*\(\s*`[^`]*(\.\*|\.\+|\[[^\]`]*\][+*]|\(\?|\\[dw.]|\$`|\([^`]*\|[^`]*\))/;

/** A rule that Traefik refuses, or one in the syntax of Traefik 2 that it takes for something else. */
export const ruleSyntaxError: readonly [ObjectsRule, ClusterRule] = [
  {
    id: 'rule-syntax-error',
    needs: 'objects',
    severity: 'error',
    summary: 'The rule of a route cannot be read, or is written in the syntax of Traefik 2.',
    why: 'a router whose rule cannot be read is disabled (traefik pkg/server/router/router.go); braces are plain text in Traefik 3 (pkg/muxer/http/matcher.go)',
    check: (input) =>
      routesOf(input).flatMap(({ on, route, path }): Problem[] => {
        const match = route.match ?? '';
        const at = [...path, 'match'];
        if (route.syntax === 'v2') return [];
        if (match === '')
          return [
            { on, path: at, message: 'Empty match rule', hint: 'write a rule such as Host(`hello.example.org`)' },
          ];
        const compiled = compileRouterRule(match);
        if ('problem' in compiled) return [{ on, path: at, message: compiled.problem, hint: hintOf(match) }];
        if (expressions.test(match) && !v2Braces.test(match))
          return [
            {
              on,
              path: at,
              message: `${match} has a regular expression where text is wanted: it matches as it is written`,
              hint: 'use PathRegexp with a Go regular expression, such as PathRegexp(`^/api/.*`), or PathPrefix with the beginning alone',
            },
          ];
        if (!v2Braces.test(match) && !v2Names.test(match)) return [];
        return [
          {
            on,
            path: at,
            message: `${match} has braces of Traefik 2: they match as they are written`,
            hint: 'use HostRegexp or PathRegexp with a Go regular expression, such as HostRegexp(`^.+\\.example\\.org$`)',
          },
        ];
      }),
    examples: {
      passing: [
        exampleRoute('hello', 'Host(`hello.example.org`) && PathPrefix(`/api`)'),
        exampleRoute('users', 'Host(`hello.example.org`) && PathRegexp(`^/users/[0-9]+$`)'),
        exampleRoute('file', 'Host(`hello.example.org`) && Path(`/a.b(1)+c`)'),
      ],
      failing: [
        exampleRoute('hello', 'Host(`hello.example.org`, `www.example.org`)'),
        exampleRoute('old', 'HostRegexp(`{sub:[a-z]+}.example.org`)'),
        exampleRoute('user', 'Host(`hello.example.org`) && Path(`/users/{id}`)'),
        exampleRoute('all', 'Host(`hello.example.org`) && PathPrefix(`/api/.*`)'),
      ],
    },
  },
  gateRule({
    id: 'rule-syntax-error',
    summary: 'A router has a rule that Traefik cannot read.',
    passing: [exampleRoute('hello', 'Host(`hello.example.org`)')],
    failing: [exampleRoute('hello', 'Host(hello.example.org)')],
  }),
];
