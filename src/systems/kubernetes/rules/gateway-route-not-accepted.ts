import { exampleBroken, exampleProblem } from '../../../check/example-promises.ts';
import { promisesTold } from '../../../check/promise-problems.ts';
import type { ClusterRule, ObjectsRule, Problem, RuleInput } from '../../../check/rule.ts';
import { asksFor, sharedHosts, takesKind, takesNamespace } from '../gateway-api/attachment.ts';
import type { Gateway, Listener, ParentRef } from '../gateway-api/kinds.ts';
import { exampleOf, gatewayRoutesOf, gatewaysOf, type PlacedRoute, parentsOf } from '../rule-gateways.ts';
import { namespaceOf } from '../rule-workloads.ts';

type Refusal = Pick<Problem, 'message' | 'hint'> & { readonly field?: string };

const why =
  'a route is taken by a listener that it asks for, that takes routes of its kind and namespace, and that shares a hostname with it (gateway-api apis/v1/httproute_types.go, gateway_types.go AllowedRoutes)';

const names = (listeners: readonly Listener[]): string =>
  listeners.map(({ name, port }) => `${name} (${port})`).join(', ') || 'none';

/** Why no listener of a Gateway takes a route; undefined where one does or may. */
function refusalOf(
  input: RuleInput,
  { route, namespace }: PlacedRoute,
  parent: ParentRef,
  gateway: Gateway,
): Refusal | undefined {
  const all = gateway.spec?.listeners ?? [];
  const where = `Gateway ${gateway.metadata.namespace}/${gateway.metadata.name}`;
  const asked = all.filter((listener) => asksFor(parent, listener));
  if (asked.length === 0)
    return {
      field: parent.sectionName === undefined ? 'port' : 'sectionName',
      message: `asks for a listener that ${where} does not have`,
      hint: `its listeners are ${names(all)}`,
    };
  const ofKind = asked.filter((listener) => takesKind(listener, route.kind));
  if (ofKind.length === 0)
    return {
      message: `no listener of ${where} that it asks for takes routes of kind ${route.kind}`,
      hint: 'ask for another listener by sectionName, or allow the kind in its allowedRoutes',
    };
  const labels = input.find('Namespace', namespace)?.object.metadata.labels;
  const known = input.find('Namespace', namespace) ? (labels ?? {}) : undefined;
  const open = ofKind.filter(
    (listener) =>
      takesNamespace(listener, gateway.metadata.namespace ?? '', { name: namespace, labels: known }) !== false,
  );
  if (open.length === 0)
    return {
      message: `no listener of ${where} that it asks for takes routes of namespace ${namespace}`,
      hint: 'set allowedRoutes.namespaces.from: All in the listener, or a selector that the namespace meets: by default only its own namespace is let in',
    };
  const hosts = route.spec?.hostnames ?? [];
  if (route.kind === 'TCPRoute' || route.kind === 'UDPRoute' || hosts.some((host) => host.includes('$')))
    return undefined;
  if (open.some(({ hostname }) => hostname?.includes('$') || sharedHosts(hostname, hosts))) return undefined;
  return {
    message: `no listener of ${where} that it asks for shares a hostname with it`,
    hint: `hostnames of the listeners: ${open.map(({ hostname }) => hostname).join(', ')}`,
  };
}

export const gatewayRouteNotAccepted: readonly [ObjectsRule, ClusterRule] = [
  {
    id: 'gateway-route-not-accepted',
    needs: 'objects',
    severity: 'error',
    summary: 'A route of the Gateway API is taken by no listener of a Gateway that it asks for.',
    why,
    check: (input) => {
      const gateways = gatewaysOf(input);
      return gatewayRoutesOf(input).flatMap((placed) =>
        parentsOf(placed).flatMap(({ parent, at, path }): readonly Problem[] => {
          const found = gateways.find(
            ({ on: { object } }) => object.metadata.name === parent.name && namespaceOf(object) === at,
          );
          const refusal = found && refusalOf(input, placed, parent, found.gateway);
          if (!refusal) return [];
          const { field, message, hint } = refusal;
          return [{ on: placed.on, path: field === undefined ? path : [...path, field], message, hint }];
        }),
      );
    },
    examples: {
      passing: [
        exampleOf.gateway({ hostname: '*.example.com' }),
        exampleOf.route({ hostnames: ['hello.example.com'], parentRefs: [{ name: 'hello', sectionName: 'web' }] }),
      ],
      failing: [exampleOf.gateway(), exampleOf.route({ parentRefs: [{ name: 'hello', sectionName: 'https' }] })],
    },
  },
  {
    id: 'gateway-route-not-accepted',
    needs: 'cluster',
    severity: 'error',
    summary: 'The controller of a Gateway does not accept a route.',
    why,
    check: promisesTold('gateway-route-not-accepted'),
    examples: {
      passing: [exampleBroken()],
      failing: [
        exampleProblem({
          code: 'gateway-route-not-accepted',
          object: 'HTTPRoute/hello/hello',
          message:
            'not accepted by Gateway hello/hello: NoMatchingParent, it has no listener of that name and port that works',
        }),
      ],
    },
  },
];
