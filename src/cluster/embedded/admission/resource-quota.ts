import { compareText } from '../../../core/finding.ts';
import type { UnknownObject } from '../../../kube/object.ts';
import { addResourceLists, type ResourceList, readResourceList } from '../../../kube/pod-resources.ts';
import { compareQuantities, printQuantity, type Quantity } from '../../../kube/quantity.ts';
import {
  computeUsage,
  isCountedAs,
  isInScope,
  isTerminating,
  type QuotaScope,
  quotaUsage,
} from '../../../kube/quota-usage.ts';
import { forbidden } from '../api/refusals.ts';
import type { ServedResource } from '../api/registry.ts';
import type { ApiState } from '../api/state.ts';
import { type Fields, record, records } from './validation/checks.ts';

const table = '/resourcequotas';

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

/** The writes of a kind that can use up something: `Handles` of its evaluator. */
function isCharged({ group, plural }: ServedResource, { object, old }: Write): boolean {
  if (!old) return true;
  if (group !== '') return false;
  if (plural === 'pods') return isTerminating(old) !== isTerminating(object);
  return plural === 'services' || plural === 'persistentvolumeclaims';
}

/**
 * Refuses what a quota of the namespace has no room for, and says how to charge what it has room for, once it is stored.
 * apiserver pkg/admission/plugin/resourcequota/controller.go CheckRequest
 */
export function requireWithinQuota(state: ApiState, resource: ServedResource, write: Write): () => void {
  if (!resource.namespaced || state.store.table(table).size === 0 || !isCharged(resource, write)) return noCharge;
  const quotas = state.store.table(table).list(write.object.metadata.namespace ?? '');
  const charges = quotas.flatMap((quota) => chargeOf(state, resource, write, quota) ?? []);
  return () => {
    for (const charge of charges) note(state, charge);
  };
}

const noCharge = (): void => {};

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
  const asked = object.metadata.generateName || object.metadata.name;
  const refuse = (why: string) => forbidden(resource, asked, why);
  const { name } = quota.metadata;
  if (resource.table === '/pods') {
    const missing = unsaid(record(object.spec), names);
    if (missing) throw refuse(`failed quota: ${name}: must specify ${missing}`);
  }
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

/** What every container must say once a quota counts it: validationSet of pkg/quota/v1/evaluator/core/pods.go */
const toBeSaid = ['cpu', 'memory', 'requests.cpu', 'requests.memory', 'limits.cpu', 'limits.memory'];

function unsaid(spec: Fields, names: ReadonlySet<string>): string | undefined {
  const wanted = toBeSaid.filter((name) => names.has(name));
  if (wanted.length === 0) return undefined;
  const whole = saidBy(spec.resources);
  const containers = [...records(spec.containers), ...records(spec.initContainers)];
  const missing = wanted.sort(compareText).flatMap((name) => {
    const silent = containers.filter(({ resources }) => !saidBy(resources).has(name) && !whole.has(name));
    const names = [...new Set(silent.map((container) => String(container.name)))].sort(compareText);
    return names.length > 0 ? [`${name} for: ${names.join(',')}`] : [];
  });
  return missing.length > 0 ? missing.join('; ') : undefined;
}

const saidBy = (resources: unknown): ResourceList => {
  const { requests, limits } = record(resources);
  return computeUsage(readResourceList(requests), readResourceList(limits));
};

function note({ store }: ApiState, { quota, used }: Charge): void {
  const { namespace = '', name } = quota.metadata;
  const there = store.get(table, namespace, name);
  if (!there) return;
  const texts = Object.fromEntries([...used].map(([resource, quantity]) => [resource, printQuantity(quantity)]));
  store.put(table, { ...there, status: { ...record(there.status), used: texts } });
}
