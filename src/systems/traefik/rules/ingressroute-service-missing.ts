import { operatedNamespaces } from '../../../check/made-by-operator.ts';
import type { ClusterRule, ObjectsRule, Problem } from '../../../check/rule.ts';
import type { Service } from '../../../kube/types.ts';
import { exampleRoute, exampleService } from '../rule-examples.ts';
import { gateRule } from '../rule-gate.ts';
import { hasReleaseIn, namespaceOf, routesOf } from '../rule-objects.ts';

/** A route leads to a Service or a port that is not there: Traefik drops the route. */
export const ingressrouteServiceMissing: readonly [ObjectsRule, ClusterRule] = [
  {
    id: 'ingressroute-service-missing',
    needs: 'objects',
    severity: 'error',
    summary: 'A route of an IngressRoute leads to a Service, or to a port of one, that does not exist.',
    why: 'the route is dropped and its host answers 404 (traefik pkg/provider/kubernetes/crd/kubernetes_http.go loadServers, getServicePort)',
    check: (input) =>
      routesOf(input).flatMap(({ on, object, route, path }): Problem[] =>
        (route.services ?? []).flatMap((ref, i) => {
          if ((ref.kind !== undefined && ref.kind !== 'Service') || ref.name.includes('@')) return [];
          const namespace = ref.namespace || namespaceOf(object);
          const found = input.find('Service', ref.name, namespace)?.object as Service | undefined;
          const at = [...path, 'services', i];
          if (!found) {
            // A chart whose objects are not known may bring it, or an operator make it.
            if (hasReleaseIn(input, namespace) || operatedNamespaces(input).has(namespace)) return [];
            return [
              {
                on,
                path: [...at, 'name'],
                message: `kubernetes service not found: ${namespace}/${ref.name}`,
                hint: 'correct the name or add the Service',
              },
            ];
          }
          const ports = found.spec.ports ?? [];
          if (ref.port === undefined)
            return [
              {
                on,
                path: at,
                message: 'ingressRoute service port not defined',
                hint: `add port: ${ports[0]?.port ?? 80}`,
              },
            ];
          const known = ports.some(({ port, name }) =>
            typeof ref.port === 'number' ? port === ref.port : name === ref.port,
          );
          // The API refuses such a Service as a whole, and that is told of it.
          const refused = ports.some(({ port }) => !(port > 0 && port < 65_536));
          if (known || refused || (found.spec.type === 'ExternalName' && typeof ref.port === 'number')) return [];
          const quoted = typeof ref.port === 'string' && ports.some(({ port }) => String(port) === ref.port);
          const hint = quoted
            ? `write the number without quotes: port: ${ref.port}`
            : `ports of the Service: ${ports.map(({ port, name }) => (name ? `${port} (${name})` : port)).join(', ')}`;
          return [{ on, path: [...at, 'port'], message: `service port not found: ${ref.port}`, hint }];
        }),
      ),
    examples: {
      passing: [exampleService('hello'), exampleRoute('hello', 'Host(`hello.example.org`)')],
      failing: [
        exampleService('hello'),
        exampleRoute('hello', 'Host(`hello.example.org`)', { route: { services: [{ name: 'hello', port: '80' }] } }),
      ],
    },
  },
  gateRule({
    id: 'ingressroute-service-missing',
    summary: 'Traefik finds the Service of a route not, or not the port of it.',
    passing: [exampleRoute('hello', 'Host(`hello.example.org`)')],
    failing: [
      exampleRoute('hello', 'Host(`hello.example.org`)', { route: { services: [{ name: 'gone', port: 80 }] } }),
    ],
  }),
];
