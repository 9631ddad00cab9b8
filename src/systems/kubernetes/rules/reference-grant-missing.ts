import { exampleBroken, exampleProblem } from '../../../check/example-promises.ts';
import { promisesTold } from '../../../check/promise-problems.ts';
import type { ClusterRule, ObjectsRule, Problem, RuleInput } from '../../../check/rule.ts';
import { isGranted } from '../gateway-api/grants.ts';
import { gatewayGroup, type ReferenceGrant } from '../gateway-api/kinds.ts';
import { backendsOf, exampleOf, gatewayRoutesOf, gatewaysOf, isKnownWhole, isPlain } from '../rule-gateways.ts';
import { namespaceOf } from '../rule-workloads.ts';

const why =
  'a reference into another namespace counts where a ReferenceGrant there allows it (gateway-api apis/v1beta1/referencegrant_types.go)';

const grantsOf = (input: RuleInput): readonly ReferenceGrant[] =>
  input.ofKind('ReferenceGrant', gatewayGroup).map(({ object }) => object as unknown as ReferenceGrant);

const say = (from: string, own: string, to: string, at: string): Pick<Problem, 'message' | 'hint'> => ({
  message: `refers to a ${to} in namespace ${at}, and no ReferenceGrant there lets a ${from} of namespace ${own} do so`,
  hint: `add a ReferenceGrant in namespace ${at}: from group ${gatewayGroup}, kind ${from}, namespace ${own}; to kind ${to}`,
});

function ofRoutes(input: RuleInput): readonly Problem[] {
  const grants = grantsOf(input);
  return gatewayRoutesOf(input).flatMap((placed) =>
    backendsOf(placed).flatMap(({ backend: { name }, at, path }): readonly Problem[] => {
      const { route, namespace, on } = placed;
      const to = { group: '', kind: 'Service', name, namespace: at };
      if (!isPlain(at) || isGranted(grants, { from: { kind: route.kind, namespace }, to })) return [];
      if (!isKnownWhole(input, at)) return [];
      return [{ on, path: [...path, 'namespace'], ...say(route.kind, namespace, 'Service', at) }];
    }),
  );
}

function ofGateways(input: RuleInput): readonly Problem[] {
  const grants = grantsOf(input);
  return gatewaysOf(input).flatMap(({ on, gateway }) =>
    (gateway.spec?.listeners ?? []).flatMap(({ tls }, listener) =>
      (tls?.certificateRefs ?? []).flatMap(({ kind = 'Secret', name, namespace }, index): readonly Problem[] => {
        const own = namespaceOf(on.object);
        if (namespace === undefined || !isPlain(namespace) || kind !== 'Secret' || !isKnownWhole(input, namespace))
          return [];
        const to = { group: '', kind, name, namespace };
        if (isGranted(grants, { from: { kind: 'Gateway', namespace: own }, to })) return [];
        const path = ['spec', 'listeners', listener, 'tls', 'certificateRefs', index, 'namespace'];
        return [{ on, path, ...say('Gateway', own, 'Secret', namespace) }];
      }),
    ),
  );
}

const crossing = exampleOf.route({ rules: [{ backendRefs: [{ name: 'hello', namespace: 'other', port: 80 }] }] });

export const referenceGrantMissing: readonly [ObjectsRule, ClusterRule] = [
  {
    id: 'reference-grant-missing',
    needs: 'objects',
    severity: 'error',
    summary: 'A route or a Gateway refers to another namespace, and no ReferenceGrant there allows it.',
    why,
    check: (input) => [...ofRoutes(input), ...ofGateways(input)],
    examples: {
      passing: [
        crossing,
        exampleOf.grant({ group: gatewayGroup, kind: 'HTTPRoute', namespace: 'hello' }, { group: '', kind: 'Service' }),
      ],
      failing: [crossing],
    },
  },
  {
    id: 'reference-grant-missing',
    needs: 'cluster',
    severity: 'error',
    summary: 'The controller of a Gateway does not follow a reference into another namespace.',
    why,
    check: promisesTold('reference-grant-missing'),
    examples: {
      passing: [exampleBroken()],
      failing: [
        exampleProblem({
          code: 'reference-grant-missing',
          object: 'HTTPRoute/hello/hello',
          message: 'Cannot load HTTPBackendRef core/Service/other/hello: missing ReferenceGrant',
        }),
      ],
    },
  },
];
