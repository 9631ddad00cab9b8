import { exampleBroken, exampleProblem } from '../../../check/example-promises.ts';
import { promisesTold } from '../../../check/promise-problems.ts';
import type { ClusterRule, ObjectsRule, Problem } from '../../../check/rule.ts';
import { nearestName } from '../../../core/nearest.ts';
import type { Service } from '../../../kube/types.ts';
import { exampleService } from '../rule-fixtures.ts';
import { backendsOf, exampleOf, gatewayRoutesOf, isKnownWhole } from '../rule-gateways.ts';
import { namespaceOf } from '../rule-workloads.ts';

const why =
  'a backend is a Service by name and port; requests to one that is not there are answered 500 (gateway-api apis/v1/httproute_types.go BackendRefs)';

export const gatewayBackendMissing: readonly [ObjectsRule, ClusterRule] = [
  {
    id: 'gateway-backend-missing',
    needs: 'objects',
    severity: 'error',
    summary: 'A route of the Gateway API leads to a Service, or a port of it, that does not exist.',
    why,
    check: (input) =>
      gatewayRoutesOf(input).flatMap((placed) =>
        backendsOf(placed).flatMap(({ backend: { name, port }, at, path }): readonly Problem[] => {
          const { on } = placed;
          const found = input
            .ofKind('Service', '')
            .find(({ object }) => object.metadata.name === name && namespaceOf(object) === at);
          if (!found) {
            if (on.madeBy !== undefined || !isKnownWhole(input, at)) return [];
            const own = input.ofKind('Service', '').filter(({ object }) => namespaceOf(object) === at);
            const near = nearestName(
              name,
              own.map(({ object }) => object.metadata.name),
            );
            const message = `leads to Service ${at}/${name}, which nothing here makes`;
            return [
              {
                on,
                path: [...path, 'name'],
                message,
                hint: near ? `did you mean ${near}?` : 'add the Service, or correct the name',
              },
            ];
          }
          const ports = (found.object as Service).spec?.ports ?? [];
          if (found.approximate || typeof port !== 'number' || ports.some((each) => each.port === port)) return [];
          const message = `leads to port ${port} of Service ${at}/${name}, which has no such port`;
          const known = ports.map((each) => (each.name ? `${each.port} (${each.name})` : String(each.port)));
          return [{ on, path: [...path, 'port'], message, hint: `its ports are ${known.join(', ') || 'none'}` }];
        }),
      ),
    examples: {
      passing: [exampleService(), exampleOf.gateway(), exampleOf.route()],
      failing: [
        exampleService(),
        exampleOf.gateway(),
        exampleOf.route({ rules: [{ backendRefs: [{ name: 'hello', port: 8080 }] }] }),
      ],
    },
  },
  {
    id: 'gateway-backend-missing',
    needs: 'cluster',
    severity: 'error',
    summary: 'The controller of a Gateway does not find a backend of a route.',
    why,
    check: promisesTold('gateway-backend-missing'),
    examples: {
      passing: [exampleBroken()],
      failing: [
        exampleProblem({
          code: 'gateway-backend-missing',
          object: 'HTTPRoute/hello/hello',
          message: 'Cannot load HTTPBackendRef hello/gone: getting service: service "gone" not found',
        }),
      ],
    },
  },
];
