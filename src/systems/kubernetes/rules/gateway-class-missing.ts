import { opaqueNamespaces } from '../../../check/made-by-release.ts';
import type { ObjectsRule, Problem } from '../../../check/rule.ts';
import { nearestName } from '../../../core/nearest.ts';
import { gatewayGroup } from '../gateway-api/kinds.ts';
import { exampleOf, gatewaysOf, isPlain } from '../rule-gateways.ts';

export const gatewayClassMissing: ObjectsRule = {
  id: 'gateway-class-missing',
  needs: 'objects',
  severity: 'warning',
  summary: 'A Gateway is of a class that nothing makes, while other classes are there.',
  why: 'a Gateway is served by the controller of its GatewayClass; without the class nobody looks at it (gateway-api apis/v1/gateway_types.go GatewayClassName); some controllers make their classes themselves, so nothing is said where no class is among the files',
  check: (input) => {
    const names = input.ofKind('GatewayClass', gatewayGroup).map(({ object }) => object.metadata.name);
    if (names.length === 0 || !input.isWhole || opaqueNamespaces(input).size > 0) return [];
    return gatewaysOf(input).flatMap(({ on, gateway }): readonly Problem[] => {
      const name = gateway.spec?.gatewayClassName;
      if (!isPlain(name) || names.includes(name)) return [];
      const near = nearestName(name, names);
      const message = `is of class ${name}, and no GatewayClass of that name is here: nobody serves it`;
      const hint = near ? `did you mean ${near}?` : `classes that are here: ${names.join(', ')}`;
      return [{ on, path: ['spec', 'gatewayClassName'], message, hint }];
    });
  },
  examples: {
    passing: [exampleOf.gatewayClass(), exampleOf.gateway()],
    failing: [exampleOf.gatewayClass('edges'), exampleOf.gateway()],
  },
};
