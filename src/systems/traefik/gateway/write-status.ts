import type { ControllerContext } from '../../../cluster/controller.ts';
import { printInstant } from '../../../controlplane/kit/instant.ts';
import type { Json, KubeObject } from '../../../kube/object.ts';
import { printJson } from '../../../kube/wide-json.ts';
import type { ParentRef } from '../../kubernetes/gateway-api/kinds.ts';
import { type Condition, holds } from './condition.ts';
import { gatewayController } from './gateway-context.ts';
import { gatewayStatus } from './gateway-status.ts';
import type { GatewaysFound } from './load-gateways.ts';

type Timed = Condition & { readonly lastTransitionTime?: string };

/** What an object of the Gateway API has as its status, as far as it is read here. */
type WithStatus = KubeObject & {
  readonly status?: {
    readonly conditions?: readonly Timed[];
    readonly listeners?: readonly { readonly name: string; readonly conditions?: readonly Timed[] }[];
    readonly parents?: readonly {
      readonly parentRef: ParentRef;
      readonly controllerName: string;
      readonly conditions?: readonly Timed[];
    }[];
  };
};

/** Writes what Traefik says of each object where it says something else there. Upstream: pkg/provider/kubernetes/gateway/client.go Update…Status. */
export async function writeGatewayStatuses(context: ControllerContext, found: GatewaysFound): Promise<void> {
  const now = printInstant(context.now());
  for (const each of found.classes) {
    const { status } = each as WithStatus;
    const others = (status?.conditions ?? []).filter(({ type }) => type !== 'Accepted');
    const own = holds(each, 'Accepted', 'Handled', 'Handled by Traefik controller');
    await write(context, each, { conditions: [...others, ...timed([own], status?.conditions, now)] });
  }
  for (const own of found.gateways) {
    const { status } = own.gateway as WithStatus;
    const wanted = gatewayStatus(own, found.addresses);
    const listeners = wanted.listeners.map((listener) => {
      const before = status?.listeners?.find(({ name }) => name === listener.name)?.conditions;
      return { ...listener, conditions: timed(listener.conditions, before, now) };
    });
    const conditions = timed(wanted.conditions, status?.conditions, now);
    await write(context, own.gateway, { addresses: wanted.addresses, listeners, conditions });
  }
  for (const { route, parents } of found.routes) await writeRoute(context, found, { route, parents }, now);
}

async function writeRoute(
  context: ControllerContext,
  { gateways }: GatewaysFound,
  { route, parents }: GatewaysFound['routes'][number],
  now: string,
): Promise<void> {
  const before = (route as WithStatus).status?.parents ?? [];
  const isOwn = ({ name, namespace = route.metadata.namespace }: ParentRef) =>
    gateways.some(({ gateway: { metadata } }) => metadata.name === name && metadata.namespace === namespace);
  const kept = before.filter(
    ({ controllerName, parentRef }) => controllerName !== gatewayController || !isOwn(parentRef),
  );
  const own = parents.map(({ parentRef, conditions }) => {
    const same = before.find(
      (each) => each.controllerName === gatewayController && printJson(each.parentRef) === printJson(parentRef),
    );
    return { parentRef, controllerName: gatewayController, conditions: timed(conditions, same?.conditions, now) };
  });
  await write(context, route, { parents: [...own, ...kept] });
}

/** Conditions with their times; one that says the same as before keeps its own. Upstream: conditionsEqual. */
const timed = (conditions: readonly Condition[], before: readonly Timed[] | undefined, now: string): readonly Timed[] =>
  conditions.map((condition) => {
    const { lastTransitionTime, ...old } = before?.find(({ type }) => type === condition.type) ?? {};
    const same = (Object.keys(condition) as (keyof Condition)[]).every(
      (field) => (old as Partial<Condition>)[field] === condition[field],
    );
    return { lastTransitionTime: (same ? lastTransitionTime : undefined) ?? now, ...condition };
  });

/** A field of the status that stands as it is wanted is not written again. */
async function write({ cluster }: ControllerContext, object: KubeObject, status: object): Promise<void> {
  const { status: before = {} } = object as { readonly status?: object };
  if (Object.entries(status).every(([field, value]) => same((before as Record<string, unknown>)[field], value))) return;
  const { apiVersion, kind, metadata } = object;
  const body = { status } as Json;
  const change = { type: 'merge', body, subresource: 'status', fieldManager: 'traefik' } as const;
  await cluster.patch({ apiVersion, kind }, metadata.name, metadata.namespace, change);
}

/** Whether two values are the same, whatever the order of their fields; an empty list is as good as none. */
function same(a: unknown, b: unknown): boolean {
  if (Array.isArray(b) && b.length === 0 && a === undefined) return true;
  return printJson(sorted(a)) === printJson(sorted(b));
}

function sorted(value: unknown): Json {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return (typeof value === 'bigint' ? Number(value) : value) as Json;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}
