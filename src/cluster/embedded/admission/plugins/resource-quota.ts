import { compareText } from '../../../../core/finding.ts';
import type { UnknownObject } from '../../../../kube/object.ts';
import { addResourceLists, type ResourceList, readResourceList } from '../../../../kube/pod-resources.ts';
import { compareQuantities, printQuantity, type Quantity } from '../../../../kube/quantity.ts';
import { isCountedAs, isInScope, type QuotaScope, quotaUsage } from '../../../../kube/quota-usage.ts';
import { forbidden } from '../../api/refusals.ts';
import type { ApiState, ServedResource } from '../../api/state.ts';
import { kind as quotas } from '../../kinds/core/resource-quota.ts';
import { record } from '../../kinds/shared/checks.ts';
import { type AdmissionPlugin, askedName } from '../admission-plugin.ts';

const { table } = quotas;

/** Quotas that a write is charged to, with what would be used then. */
interface Charge {
  readonly quota: UnknownObject;
  readonly used: ResourceList;
}

interface Write {
  readonly object: UnknownObject;
  readonly old: UnknownObject | undefined;
}

const mask = (list: ResourceList, names: ReadonlySet<string>): ResourceList =>
  new Map([...list].filter(([name]) => names.has(name)));

const printList = (list: ResourceList): string =>
  [...list]
    .sort(([a], [b]) => compareText(a, b))
    .map(([name, quantity]) => `${name}=${printQuantity(quantity)}`)
    .join(',');

/** Whether a write can use up something: `Handles` of its evaluator. */
const isCharged = ({ own }: ServedResource, { object, old }: Write): boolean =>
  !old || (own.charged?.onUpdate(object, old) ?? false);

/**
 * Refuses what a quota of the namespace has no room for, and charges what it has room for, once it is stored.
 * apiserver pkg/admission/plugin/resourcequota/controller.go CheckRequest
 */
export const resourceQuota = {
  name: 'ResourceQuota',
  validate: ({ state, resource, object, old, request }) => {
    const write = { object, old };
    if (request.subresource || !resource.namespaced || state.store.table(table).size === 0) return;
    if (!isCharged(resource, write)) return;
    const found = state.store.table(table).list(object.metadata.namespace ?? '');
    const charges = found.flatMap((quota) => chargeOf(state, resource, write, quota) ?? []);
    return () => {
      for (const charge of charges) note(state, charge);
    };
  },
} satisfies AdmissionPlugin;

function chargeOf(
  state: ApiState,
  resource: ServedResource,
  { object, old }: Write,
  quota: UnknownObject,
): Charge | undefined {
  const status = record(quota.status);
  const hard = readResourceList(status.hard);
  const names = new Set([...hard.keys()].filter((name) => isCountedAs(resource, name)));
  const scope = record(quota.spec) as QuotaScope;
  if (names.size === 0 || !isInScope(resource, object, scope)) return undefined;
  const refuse = (why: string) => forbidden(resource, askedName(object), why);
  const { name } = quota.metadata;
  const missing = resource.own.charged?.unsaid?.(object, names);
  if (missing) throw refuse(`failed quota: ${name}: must specify ${missing}`);
  const used = readResourceList(status.used);
  const uncounted = [...names].filter((each) => !used.has(each)).sort(compareText);
  if (uncounted.length > 0)
    throw refuse(`status unknown for quota: ${name}, resources: ${[...names].sort(compareText)}`);
  const before = old && isInScope(resource, old, scope) ? quotaUsage(resource, old, state.now()) : undefined;
  const requested = mask(increase(quotaUsage(resource, object, state.now()), before), names);
  if (requested.size === 0) return undefined;
  const next = addResourceLists(used, requested);
  const exceeded = new Set(
    [...requested.keys()].filter((each) => compareQuantities(next.get(each)!, hard.get(each)!) > 0),
  );
  if (exceeded.size > 0) {
    const [wanted, taken, limited] = [requested, used, hard].map((list) => printList(mask(list, exceeded)));
    throw refuse(`exceeded quota: ${name}, requested: ${wanted}, used: ${taken}, limited: ${limited}`);
  }
  return { quota, used: next };
}

/** By how much usage grows; what does not grow is left out. */
function increase(usage: ResourceList, before: ResourceList | undefined): ResourceList {
  const grown = [...usage].map(([name, quantity]): readonly [string, Quantity] => {
    const nanos = quantity.nanos - (before?.get(name)?.nanos ?? 0n);
    return [name, { ...quantity, nanos }];
  });
  return new Map(grown.filter(([, { nanos }]) => nanos > 0n));
}

function note({ store }: ApiState, { quota, used }: Charge): void {
  const { namespace = '', name } = quota.metadata;
  const there = store.get(table, namespace, name);
  if (!there) return;
  const texts = Object.fromEntries([...used].map(([resource, quantity]) => [resource, printQuantity(quantity)]));
  store.put(table, { ...there, status: { ...record(there.status), used: texts } });
}
