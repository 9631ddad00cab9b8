import type { ObjectsRule, Problem } from '../../../check/rule.ts';
import { parseCidr } from '../../../core/address.ts';
import { exampleMiddleware } from '../rule-examples.ts';
import { allowListsOf, middlewaresOf } from '../rule-objects.ts';

/** An allow list that lets everyone in. */
export const trustedNetworkEveryone: ObjectsRule = {
  id: 'trusted-network-everyone',
  needs: 'objects',
  severity: 'error',
  summary: 'An ipAllowList contains a network of all addresses.',
  why: 'a request passes when any of the ranges holds its address (traefik pkg/ip/checker.go ContainsIP)',
  check: (input) =>
    middlewaresOf(input).flatMap(({ on, object }) =>
      allowListsOf(object).flatMap(({ type, ranges }) =>
        ranges.flatMap((range, i): Problem[] =>
          parseCidr(range)?.prefix === 0
            ? [
                {
                  on,
                  path: ['spec', type, 'sourceRange', i],
                  message: `${range} is every address: the allow list keeps nobody out`,
                  hint: 'name the trusted networks, or take the middleware away',
                },
              ]
            : [],
        ),
      ),
    ),
  examples: {
    passing: [exampleMiddleware('lan', { ipAllowList: { sourceRange: ['192.168.0.0/16', 'fd00::/8'] } })],
    failing: [exampleMiddleware('lan', { ipAllowList: { sourceRange: ['192.168.0.0/16', '0.0.0.0/0'] } })],
  },
};
