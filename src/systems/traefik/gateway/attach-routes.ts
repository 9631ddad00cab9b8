import { asksFor, isGatewayRef, sharedHosts } from '../../kubernetes/gateway-api/attachment.ts';
import type { AnyRoute, ParentRef } from '../../kubernetes/gateway-api/kinds.ts';
import { emptyDraft } from '../model/dynamic-configuration.ts';
import { emptyStreams } from '../streams/stream-configuration.ts';
import { type Condition, fault, holds } from './condition.ts';
import { type GatewayContext, gatewayProvider, isWatched } from './gateway-context.ts';
import type { GatewayListener, OwnGateway } from './listeners.ts';

/** A route at a listener that it asks for. */
export interface Attached<Rule> {
  readonly route: AnyRoute<Rule>;
  readonly gateway: OwnGateway['gateway'];
  readonly listener: GatewayListener;
  /** For which it is served there; empty: for all. */
  readonly hosts: readonly string[];
}

/** What Traefik says of a route, for each of its parents that are Traefik's. */
export interface RouteStatus {
  readonly route: AnyRoute<unknown>;
  readonly parents: readonly { readonly parentRef: ParentRef; readonly conditions: readonly Condition[] }[];
}

/** What becomes of the routes of a kind. */
export interface RoutesFound {
  readonly statuses: readonly RouteStatus[];
  readonly attached: readonly Attached<unknown>[];
}

/** Loads a route at one listener into the draft of the context, and says whether all that it refers to was found. */
type Load<Rule> = (context: GatewayContext, attached: Attached<Rule>) => Condition | undefined;

/**
 * Brings the routes of a kind to the listeners that they ask for.
 * Upstream: pkg/provider/kubernetes/gateway/httproute.go loadHTTPRoutes, and the same of the other kinds.
 */
export function attachRoutes<Rule>(
  context: GatewayContext,
  gateways: readonly OwnGateway[],
  routes: readonly AnyRoute<Rule>[],
  load: Load<Rule>,
): RoutesFound {
  const statuses: RouteStatus[] = [];
  const attached: Attached<unknown>[] = [];
  for (const route of routes.filter((each) => isWatched(context.settings, each))) {
    const parents = (route.spec?.parentRefs ?? []).flatMap((parentRef) => {
      const own = gatewayOf(gateways, route, parentRef);
      return own ? [{ parentRef, ...attachTo(context, { route, own, parentRef, load }) }] : [];
    });
    if (parents.length === 0) continue;
    statuses.push({ route, parents: parents.map(({ parentRef, conditions }) => ({ parentRef, conditions })) });
    attached.push(...parents.flatMap((each) => each.attached));
    tellRefused(context, route, parents);
  }
  return { statuses, attached };
}

/** Upstream: matchingGatewayListenersForParentRef. */
const gatewayOf = (gateways: readonly OwnGateway[], route: AnyRoute<unknown>, ref: ParentRef) =>
  isGatewayRef(ref)
    ? gateways.find(
        ({ gateway: { metadata } }) =>
          metadata.name === ref.name && metadata.namespace === (ref.namespace ?? route.metadata.namespace),
      )
    : undefined;

interface Asked<Rule> {
  readonly route: AnyRoute<Rule>;
  readonly own: OwnGateway;
  readonly parentRef: ParentRef;
  readonly load: Load<Rule>;
}

function attachTo<Rule>(context: GatewayContext, { route, own, parentRef, load }: Asked<Rule>) {
  let reason = 'NoMatchingParent';
  let resolved: Condition | undefined;
  const attached: Attached<Rule>[] = [];
  for (const listener of own.listeners) {
    const hosts = sharedHosts(
      listener.written.hostname,
      route.kind === 'TCPRoute' ? [] : (route.spec?.hostnames ?? []),
    );
    const refused = refusalOf(listener, { route, parentRef, hosts });
    if (refused && refused !== 'NoMatchingParent' && attached.length === 0) reason = refused;
    if (!refused) listener.attachedRoutes += 1;
    const kept = !refused && listener.conditions.length === 0;
    const at: Attached<Rule> = { route, gateway: own.gateway, listener, hosts: hosts ?? [] };
    const condition = load(kept ? context : aside(context), at);
    if (!resolved || resolved.status === 'True') resolved = condition ?? holds(route, 'ResolvedRefs', 'ResolvedRefs');
    if (kept) attached.push(at);
  }
  const accepted = attached.length > 0 ? holds(route, 'Accepted', 'Accepted') : fault(route, 'Accepted', reason);
  return { conditions: [accepted, ...(resolved ? [resolved] : [])], attached };
}

/** Why a listener does not take a route, as a reason of its condition; undefined where it does. Upstream: matchListener, allowRoute. */
function refusalOf(
  { written, kinds, namespaces }: GatewayListener,
  {
    route,
    parentRef,
    hosts,
  }: {
    readonly route: AnyRoute<unknown>;
    readonly parentRef: ParentRef;
    readonly hosts: readonly string[] | undefined;
  },
): string | undefined {
  if (!asksFor(parentRef, written)) return 'NoMatchingParent';
  const isAllowed = namespaces.some((each) => each === '' || each === route.metadata.namespace);
  if (!kinds.includes(route.kind) || !isAllowed) return 'NotAllowedByListeners';
  return hosts ? undefined : 'NoMatchingListenerHostname';
}

/** What is loaded for a route that is not taken counts for its status only. */
const aside = (context: GatewayContext): GatewayContext => ({
  ...context,
  draft: emptyDraft(gatewayProvider),
  streams: emptyStreams(),
});

const reasons: Readonly<Record<string, string>> = {
  NoMatchingParent: 'it has no listener of that name and port that works',
  NotAllowedByListeners: 'its listeners take no routes of that kind from that namespace',
  NoMatchingListenerHostname: 'no listener shares a hostname with the route',
};

function tellRefused(
  { draft }: GatewayContext,
  route: AnyRoute<unknown>,
  parents: readonly { readonly parentRef: ParentRef; readonly conditions: readonly Condition[] }[],
): void {
  const { kind, metadata, spec } = route;
  const refused = parents.filter(({ conditions: [accepted] }) => accepted?.status === 'False');
  const isLost = refused.length === parents.length;
  for (const { parentRef, conditions } of refused) {
    const { reason = '' } = conditions[0] ?? {};
    const parent = `${parentRef.namespace ?? metadata.namespace}/${parentRef.name}`;
    const section = parentRef.sectionName === undefined ? '' : ` (sectionName ${parentRef.sectionName})`;
    const message = `not accepted by Gateway ${parent}${section}: ${reason}, ${reasons[reason] ?? ''}`;
    const object = { kind, namespace: metadata.namespace ?? '', name: metadata.name };
    if (!isLost) draft.diagnostics.push({ level: 'warning', message, object });
    for (const index of isLost ? (spec?.rules ?? [{}]).keys() : [])
      draft.diagnostics.push({ level: 'error', message, object: { ...object, route: `rules[${index}]` } });
  }
}
