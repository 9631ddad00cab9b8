import type { ObjectsRule, Problem } from '../../../check/rule.ts';
import type { Service } from '../../../kube/types.ts';
import { exampleService } from '../rule-fixtures.ts';
import { isNotAsked } from '../rule-makers.ts';

const first = 30_000;
const last = 32_767;

const service = (nodePort: number) =>
  exampleService({ type: 'NodePort', ports: [{ name: 'http', port: 80, targetPort: 'http', nodePort }] });

/** A port of nodes is asked for that the API server gives to nobody. */
export const nodePortOutsideRange: ObjectsRule = {
  id: 'node-port-outside-range',
  needs: 'objects',
  severity: 'warning',
  summary: 'A Service asks for a port of nodes that is not among those that the API server gives out.',
  why: 'provided port is not in the valid range: 30000-32767 unless the API server is started with another service-node-port-range (kubernetes pkg/registry/core/service/portallocator/allocator.go)',
  check: (input) =>
    input.ofKind('Service', '').flatMap((on): readonly Problem[] => {
      const { spec } = on.object as Service;
      if (isNotAsked(on)) return [];
      return (spec?.ports ?? []).flatMap(({ nodePort }, index): readonly Problem[] => {
        if (typeof nodePort !== 'number' || nodePort <= 0 || (nodePort >= first && nodePort <= last)) return [];
        const message = `it asks for port ${nodePort} of the nodes: the API server refuses the Service unless its range was changed`;
        const hint = `choose one of ${first} to ${last}, or leave nodePort out`;
        return [{ on, path: ['spec', 'ports', index, 'nodePort'], message, hint }];
      });
    }),
  examples: { passing: [service(30_080)], failing: [service(8080)] },
};
