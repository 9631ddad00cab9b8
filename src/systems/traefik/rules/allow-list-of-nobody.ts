import type { ObjectsRule, Problem } from '../../../check/rule.ts';
import { parseRange } from '../../../core/address.ts';
import { isNobodys } from '../promises/nobodys-addresses.ts';
import { exampleMiddleware } from '../rule-examples.ts';
import { allowListsOf, middlewaresOf } from '../rule-objects.ts';

/** An allow list in which no address stands that a client can come from. */
export const allowListOfNobody: ObjectsRule = {
  id: 'allow-list-of-nobody',
  needs: 'objects',
  severity: 'warning',
  summary: 'An ipAllowList holds only addresses that no client over the network has.',
  why: 'the address of the connection decides (traefik pkg/middlewares/ipallowlist/ip_allowlist.go), and one of loopback never comes over a network (RFC 1122)',
  check: (input) =>
    middlewaresOf(input).flatMap(({ on, object }) =>
      allowListsOf(object).flatMap(({ type, ranges: texts, forwarded }): Problem[] => {
        const ranges = texts.map(parseRange);
        if (ranges.length === 0 || forwarded || !ranges.every((range) => range && isNobodys(range))) return [];
        const message = 'no client over the network has one of these addresses: whether anybody is let in is not known';
        const knownBy = 'a program in the pod or on the node of Traefik, such as a tunnel, that asks from there';
        return [{ on, path: ['spec', type, 'sourceRange'], message, knownBy }];
      }),
    ),
  examples: {
    passing: [
      exampleMiddleware('lan', { ipAllowList: { sourceRange: ['127.0.0.1/32', '192.168.0.0/16'] } }),
      exampleMiddleware('all', { ipAllowList: { sourceRange: ['0.0.0.0/0'] } }),
      exampleMiddleware('proxied', { ipAllowList: { sourceRange: ['127.0.0.1'], ipStrategy: { depth: 1 } } }),
    ],
    failing: [exampleMiddleware('lan', { ipAllowList: { sourceRange: ['127.0.0.1/32', '::1'] } })],
  },
};
