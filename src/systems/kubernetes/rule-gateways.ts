import { operatedNamespaces } from '../../check/made-by-operator.ts';
import { opaqueNamespaces } from '../../check/made-by-release.ts';
import type { RuleInput } from '../../check/rule.ts';
import type { UnknownObject } from '../../kube/object.ts';
import type { SourcedObject } from '../../kube/origin.ts';
import { isGatewayRef } from './gateway-api/attachment.ts';
import {
  type AnyRoute,
  type BackendRef,
  type Gateway,
  gatewayGroup,
  type HttpRouteRule,
  type ParentRef,
} from './gateway-api/kinds.ts';
import { namespaceOf } from './rule-workloads.ts';

type Path = readonly (string | number)[];

const routeKinds = ['HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute', 'UDPRoute'];

/** A route of the Gateway API with where it stands. */
export interface PlacedRoute {
  readonly on: SourcedObject;
  readonly route: AnyRoute<HttpRouteRule>;
  readonly namespace: string;
}

/** All routes, those that a chart makes included; pieces and guesses are left out. */
export const gatewayRoutesOf = (input: RuleInput): readonly PlacedRoute[] =>
  routeKinds
    .flatMap((kind) => input.ofKind(kind, gatewayGroup))
    .filter(isSure)
    .map((on) => ({ on, route: on.object as unknown as AnyRoute<HttpRouteRule>, namespace: namespaceOf(on.object) }));

/** All Gateways but pieces and guesses. */
export const gatewaysOf = (input: RuleInput): readonly { readonly on: SourcedObject; readonly gateway: Gateway }[] =>
  input
    .ofKind('Gateway', gatewayGroup)
    .filter(isSure)
    .map((on) => ({ on, gateway: on.object as unknown as Gateway }));

const isSure = ({ loose, approximate }: SourcedObject): boolean => loose !== true && approximate !== true;

/** The parents of a route that are Gateways, with their places. */
export const parentsOf = ({
  route,
  namespace,
}: PlacedRoute): readonly { readonly parent: ParentRef; readonly at: string; readonly path: Path }[] =>
  (route.spec?.parentRefs ?? []).flatMap((parent, index) =>
    isGatewayRef(parent) && isPlain(parent.name)
      ? [{ parent, at: parent.namespace ?? namespace, path: ['spec', 'parentRefs', index] }]
      : [],
  );

/** The backends of a route that are Services, with their places. */
export const backendsOf = ({
  route,
  namespace,
}: PlacedRoute): readonly { readonly backend: BackendRef; readonly at: string; readonly path: Path }[] =>
  (route.spec?.rules ?? []).flatMap(({ backendRefs }, rule) =>
    (backendRefs ?? []).flatMap((backend, index) => {
      const { group = '', kind = 'Service', name } = backend;
      if ((group !== '' && group !== 'core') || kind !== 'Service' || !isPlain(name)) return [];
      return [{ backend, at: backend.namespace ?? namespace, path: ['spec', 'rules', rule, 'backendRefs', index] }];
    }),
  );

/** Whether a name is known: no variable stands in it. */
export const isPlain = (name: unknown): name is string => typeof name === 'string' && !name.includes('$');

/** Whether everything that is in a namespace is among the objects. */
export const isKnownWhole = (input: RuleInput, namespace: string): boolean =>
  input.isWhole && !opaqueNamespaces(input).has(namespace) && !operatedNamespaces(input).has(namespace);

const object = (kind: string, spec: object, name = 'hello', namespace = 'hello'): UnknownObject => ({
  apiVersion: `${gatewayGroup}/${kind === 'ReferenceGrant' ? 'v1beta1' : 'v1'}`,
  kind,
  metadata: { name, ...(kind === 'GatewayClass' ? {} : { namespace }) },
  spec,
});

/** Builders of the examples of rules. */
export const exampleOf = {
  gatewayClass: (name = 'edge') => object('GatewayClass', { controllerName: 'example.org/edge' }, name),
  gateway: (listener: object = {}, spec: object = {}) =>
    object('Gateway', {
      gatewayClassName: 'edge',
      listeners: [{ name: 'web', port: 80, protocol: 'HTTP', ...listener }],
      ...spec,
    }),
  route: (spec: object = {}) =>
    object('HTTPRoute', {
      parentRefs: [{ name: 'hello' }],
      rules: [{ backendRefs: [{ name: 'hello', port: 80 }] }],
      ...spec,
    }),
  grant: (from: object, to: object, namespace = 'other') =>
    object('ReferenceGrant', { from: [from], to: [to] }, 'hello', namespace),
};
