import type { ObjectsRule, Problem } from '../../../check/rule.ts';
import { nearestName } from '../../../core/nearest.ts';
import { exampleOf, gatewayRoutesOf, gatewaysOf, isKnownWhole, parentsOf } from '../rule-gateways.ts';
import { namespaceOf } from '../rule-workloads.ts';

export const gatewayMissing: ObjectsRule = {
  id: 'gateway-missing',
  needs: 'objects',
  severity: 'error',
  summary: 'A route of the Gateway API asks for a Gateway that nothing makes.',
  why: 'a route is served where a Gateway among its parentRefs takes it, and nowhere else (gateway-api apis/v1/shared_types.go ParentReference); nothing is said where a chart or what could not be built may make it',
  check: (input) => {
    const known = gatewaysOf(input).map(({ on: { object } }) => ({
      namespace: namespaceOf(object),
      name: object.metadata.name,
    }));
    return gatewayRoutesOf(input).flatMap((placed) =>
      parentsOf(placed).flatMap(({ parent: { name }, at, path }): readonly Problem[] => {
        if (known.some((each) => each.name === name && each.namespace === at) || !isKnownWhole(input, at)) return [];
        const elsewhere = known.find((each) => each.name === name);
        const near = nearestName(
          name,
          known.filter(({ namespace }) => namespace === at).map((each) => each.name),
        );
        const message = `asks for Gateway ${at}/${name}, which nothing here makes: the route is served nowhere`;
        const hint = elsewhere
          ? `there is one in namespace ${elsewhere.namespace}: add namespace: ${elsewhere.namespace}`
          : near
            ? `did you mean ${near}?`
            : 'add the Gateway, or correct the name; without a namespace it is sought in that of the route';
        return [{ on: placed.on, path: [...path, 'name'], message, hint }];
      }),
    );
  },
  examples: {
    passing: [exampleOf.gateway(), exampleOf.route()],
    failing: [exampleOf.gateway(), exampleOf.route({ parentRefs: [{ name: 'helo' }] })],
  },
};
