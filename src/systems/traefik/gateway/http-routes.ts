import type {
  BackendRef,
  GrpcRouteRule,
  HttpRouteRule,
  PathMatch,
  RouteFilter,
} from '../../kubernetes/gateway-api/kinds.ts';
import type { SourceRef, WeightedChild } from '../model/dynamic-configuration.ts';
import { Refusal } from '../providers/servers.ts';
import type { Attached } from './attach-routes.ts';
import { loadGrpcBackend, loadHttpBackend, type RefusedBackend } from './backends.ts';
import { type Condition, fault } from './condition.ts';
import { loadFilters } from './filters.ts';
import type { GatewayContext } from './gateway-context.ts';
import { gatewayRouterName, sourceOf, viaOf } from './gateway-names.ts';
import { grpcMatchRule, httpMatchRule, type MatchRule } from './http-match.ts';

/** Matches of a rule without any. Upstream: gateway-api apis/v1/httproute_types.go, defaults of rules and matches. */
export const matchesOf = ({ matches = [{}] }: HttpRouteRule): NonNullable<HttpRouteRule['matches']> =>
  matches.length > 0 ? matches : [{}];

/** Rules of a route without any. */
export const rulesOf = <Rule extends object>(rules: readonly Rule[] | undefined): readonly Rule[] =>
  rules ?? [{} as Rule];

/** One match of a rule, on its way to a router. */
interface Part {
  readonly at: Attached<unknown>;
  readonly index: number;
  readonly match: MatchRule;
  readonly path?: PathMatch;
  readonly filters?: readonly RouteFilter[];
  readonly backendRefs?: readonly BackendRef[];
  readonly isGrpc: boolean;
}

/** Loads an HTTPRoute at a listener. Upstream: pkg/provider/kubernetes/gateway/httproute.go loadHTTPRoute. */
export function loadHttpRoute(context: GatewayContext, at: Attached<HttpRouteRule>): Condition | undefined {
  let condition: Condition | undefined;
  const rules = rulesOf(at.route.spec?.rules);
  for (const [index, rule] of rules.entries())
    for (const written of matchesOf(rule)) {
      const { rule: text, priority } = httpMatchRule(at.hosts, written);
      const match = { rule: text, priority: priority + rules.length - index };
      condition = loadPart(context, { at, index, match, path: written.path, ...rule, isGrpc: false }) ?? condition;
    }
  return condition;
}

/** Loads a GRPCRoute at a listener. Upstream: pkg/provider/kubernetes/gateway/grpcroute.go loadGRPCRoute. */
export function loadGrpcRoute(context: GatewayContext, at: Attached<GrpcRouteRule>): Condition | undefined {
  let condition: Condition | undefined;
  for (const [index, rule] of rulesOf(at.route.spec?.rules).entries()) {
    const { filters, backendRefs, matches = [] } = rule;
    for (const written of matches.length > 0 ? matches : [{}]) {
      const match = grpcMatchRule(at.hosts, written);
      condition = loadPart(context, { at, index, match, filters, backendRefs, isGrpc: true }) ?? condition;
    }
  }
  return condition;
}

function loadPart(context: GatewayContext, part: Part): Condition | undefined {
  const { at, index, match } = part;
  const name = gatewayRouterName(at, index, match.rule);
  const source = sourceOf(at, index);
  const { filters = [], path } = part;
  let middlewares: readonly string[] = [];
  let loaded: { readonly service: string; readonly condition?: Condition };
  try {
    middlewares = loadFilters(context, filters, { parent: name, source, ...(path ? { path } : {}) });
    loaded = loadService(context, part, { name, source });
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown;
    const message = `Unable to load ${at.route.kind} filters: ${thrown.message}`;
    context.draft.diagnostics.push({ level: 'error', message, object: source });
    loaded = { service: `${name}-err-wrr` };
    const invalid = `invalid-${at.route.kind.toLowerCase()}-filter`;
    context.draft.services.set(loaded.service, { weighted: { services: [failing(invalid, part)] } });
  }
  context.draft.routers.set(name, {
    entryPoints: [at.listener.entryPoint],
    middlewares,
    service: loaded.service,
    rule: match.rule,
    ruleSyntax: 'default',
    priority: BigInt(match.priority),
    ...(at.listener.written.protocol === 'HTTPS' ? { tls: {} } : {}),
    source,
    via: viaOf(at),
  });
  return loaded.condition;
}

/** A child that answers itself: of gRPC the failure stands in the body, under a status that is good. */
const failing = (name: string, { isGrpc }: Part, weight = 1): WeightedChild => ({
  name,
  weight,
  status: isGrpc ? 200 : 500,
});

/** Upstream: isInternalService. */
const isInternal = ({ group, kind, name }: BackendRef): boolean =>
  group === 'traefik.io' && kind === 'TraefikService' && name.endsWith('@internal');

function loadService(
  context: GatewayContext,
  part: Part,
  { name, source }: { readonly name: string; readonly source: SourceRef },
): { readonly service: string; readonly condition?: Condition } {
  const { backendRefs = [], filters = [], at, isGrpc } = part;
  const [only] = backendRefs;
  if (!isGrpc && only && backendRefs.length === 1 && isInternal(only)) return { service: only.name };
  const service = `${name}-wrr`;
  if (!isGrpc && backendRefs.length === 0 && filters.length === 0) {
    context.draft.services.set(service, { weighted: { services: [failing('no-backend-refs', part)] } });
    return { service };
  }
  let condition: Condition | undefined;
  const services = backendRefs.map((ref, index): WeightedChild => {
    const weight = ref.weight ?? 1;
    const asked = { at, ref, source, name: `${name}-svc-${ref.namespace || source.namespace}-${ref.name}-${index}` };
    const loaded = isGrpc
      ? loadGrpcBackend(context, asked)
      : loadHttpBackend(context, { ...asked, ...(part.path ? { path: part.path } : {}) });
    if (!('refused' in loaded)) return { name: loaded.name, weight };
    condition = conditionOf(at, loaded);
    context.draft.diagnostics.push({ level: 'error', message: loaded.refused, object: source });
    return failing(asked.name, part, weight);
  });
  context.draft.services.set(service, { weighted: { services } });
  return { service, ...(condition ? { condition } : {}) };
}

const conditionOf = ({ route }: Attached<unknown>, { reason, refused }: RefusedBackend): Condition =>
  fault(route, 'ResolvedRefs', reason, refused);
