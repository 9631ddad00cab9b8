import { compareText } from '../../../core/finding.ts';
import type { UnknownObject } from '../../../kube/object.ts';
import { podResources, type ResourceList, readResourceList } from '../../../kube/pod-resources.ts';
import { compareQuantities, milliValue, printQuantity, type Quantity } from '../../../kube/quantity.ts';
import { forbidden } from '../api/refusals.ts';
import type { ApiState } from '../api/state.ts';
import { type Fields, record, records } from './validation/checks.ts';

const table = '/limitranges';

/** The limits of a namespace, in order of names; nothing is looked at where there are none. */
function limitsOf(state: ApiState, namespace: string): readonly (readonly Fields[])[] {
  const ranges = state.store.table(table);
  if (ranges.size === 0) return [];
  return ranges.list(namespace).map((range) => records(record(range.spec).limits));
}

const annotation = 'kubernetes.io/limit-ranger';

/** A pod with the requests and limits that its namespace gives to containers that say none: plugin/pkg/admission/limitranger PodMutateLimitFunc. */
export function withLimits(pod: UnknownObject, state: ApiState): UnknownObject {
  return limitsOf(state, pod.metadata.namespace ?? '').reduce(withDefaultsOf, pod);
}

function withDefaultsOf(pod: UnknownObject, limits: readonly Fields[]): UnknownObject {
  const own = limits.filter(({ type }) => type === 'Container');
  const defaults = {
    requests: Object.assign({}, ...own.map(({ defaultRequest }) => defaultRequest)) as Fields,
    limits: Object.assign({}, ...own.map((limit) => limit.default)) as Fields,
  };
  const notes: string[] = [];
  const spec = record(pod.spec);
  const filled = (field: string, called: string) =>
    spec[field] === undefined
      ? {}
      : { [field]: records(spec[field]).map((container) => fillContainer(container, defaults, called, notes)) };
  const next = { ...spec, ...filled('containers', 'container'), ...filled('initContainers', 'init container') };
  if (notes.length === 0) return pod;
  const annotations = { ...pod.metadata.annotations, [annotation]: `LimitRanger plugin set: ${notes.join('; ')}` };
  return { ...pod, metadata: { ...pod.metadata, annotations }, spec: next };
}

function fillContainer(
  container: Fields,
  defaults: Readonly<Record<'requests' | 'limits', Fields>>,
  called: string,
  notes: string[],
): Fields {
  let resources = record(container.resources);
  for (const part of ['requests', 'limits'] as const) {
    const said = record(resources[part]);
    const missing = Object.keys(defaults[part])
      .filter((name) => said[name] === undefined)
      .sort(compareText);
    if (missing.length === 0) continue;
    notes.push(`${missing.join(', ')} ${part.slice(0, -1)} for ${called} ${container.name}`);
    resources = { ...resources, [part]: { ...defaults[part], ...said } };
  }
  return resources === container.resources ? container : { ...container, resources };
}

type Fault = string | undefined;

interface Asked {
  readonly requests: ResourceList;
  readonly limits: ResourceList;
}

/** minConstraint */
function belowLeast(type: string, name: string, least: Quantity, { requests, limits }: Asked): Fault {
  const [request, limit] = [requests.get(name), limits.get(name)];
  const head = `minimum ${name} usage per ${type} is ${printQuantity(least)}`;
  if (!request) return `${head}.  No request is specified`;
  if (compareQuantities(request, least) < 0) return `${head}, but request is ${printQuantity(request)}`;
  return limit && compareQuantities(limit, least) < 0 ? `${head}, but limit is ${printQuantity(limit)}` : undefined;
}

/** maxConstraint */
function aboveMost(type: string, name: string, most: Quantity, { requests, limits }: Asked): Fault {
  const [request, limit] = [requests.get(name), limits.get(name)];
  const head = `maximum ${name} usage per ${type} is ${printQuantity(most)}`;
  if (!limit) return `${head}.  No limit is specified`;
  if (compareQuantities(limit, most) > 0) return `${head}, but limit is ${printQuantity(limit)}`;
  return request && compareQuantities(request, most) > 0
    ? `${head}, but request is ${printQuantity(request)}`
    : undefined;
}

/** maxRequestConstraint */
function requestAboveMost(type: string, name: string, most: Quantity, { requests }: Asked): Fault {
  const request = requests.get(name);
  const head = `maximum ${name} usage per ${type} is ${printQuantity(most)}`;
  if (!request) return `${head}.  No request is specified`;
  return compareQuantities(request, most) > 0 ? `${head}, but request is ${printQuantity(request)}` : undefined;
}

/** limitRequestRatioConstraint */
function tooFarApart(type: string, name: string, most: Quantity, { requests, limits }: Asked): Fault {
  const [request, limit] = [requests.get(name), limits.get(name)];
  const head = `${name} max limit to request ratio per ${type} is ${printQuantity(most)}`;
  if (!request?.nanos) return `${head}, but no request is specified or request is 0`;
  if (!limit?.nanos) return `${head}, but no limit is specified or limit is 0`;
  const ratio = milliValue(limit) / milliValue(request);
  return ratio * 1000 > milliValue(most) ? `${head}, but provided ratio is ${ratio.toFixed(6)}` : undefined;
}

type Constraint = (type: string, name: string, enforced: Quantity, asked: Asked) => Fault;

const constraints: readonly (readonly [string, Constraint])[] = [
  ['min', belowLeast],
  ['max', aboveMost],
  ['maxLimitRequestRatio', tooFarApart],
];
const claimConstraints: typeof constraints = [
  ['min', belowLeast],
  ['max', requestAboveMost],
];

const faultsOf = (limit: Fields, checks: typeof constraints, asked: Asked): readonly string[] =>
  checks.flatMap(([part, check]) =>
    [...readResourceList(limit[part])]
      .sort(([a], [b]) => compareText(a, b))
      .flatMap(([name, enforced]) => check(String(limit.type), name, enforced, asked) ?? []),
  );

const askedBy = ({ resources }: Fields): Asked => ({
  requests: readResourceList(record(resources).requests),
  limits: readResourceList(record(resources).limits),
});

function podFaults(pod: UnknownObject, limit: Fields): readonly string[] {
  const spec = record(pod.spec);
  if (limit.type === 'Container') {
    const containers = [...records(spec.containers), ...records(spec.initContainers)];
    return containers.flatMap((container) => faultsOf(limit, constraints, askedBy(container)));
  }
  if (limit.type !== 'Pod') return [];
  return faultsOf(limit, constraints, {
    requests: podResources(spec, 'requests'),
    limits: podResources(spec, 'limits'),
  });
}

function claimFaults(claim: UnknownObject, limit: Fields): readonly string[] {
  if (limit.type !== 'PersistentVolumeClaim') return [];
  return faultsOf(limit, claimConstraints, { requests: askedBy(record(claim.spec)).requests, limits: new Map() });
}

/** Refuses a new pod, or a claim, that asks for more or less than its namespace allows: PodValidateLimitFunc and its like. */
export function requireWithinLimits(
  resource: { readonly group: string; readonly plural: string },
  object: UnknownObject,
  old: UnknownObject | undefined,
  state: ApiState,
): void {
  const isPod = resource.plural === 'pods';
  if (resource.group !== '' || !(isPod || resource.plural === 'persistentvolumeclaims')) return;
  if (old && (isPod || old.metadata.deletionTimestamp !== undefined)) return;
  for (const limits of limitsOf(state, object.metadata.namespace ?? '')) {
    const faults = new Set(limits.flatMap((limit) => (isPod ? podFaults(object, limit) : claimFaults(object, limit))));
    if (faults.size === 0) continue;
    const why = faults.size === 1 ? [...faults][0]! : `[${[...faults].join(', ')}]`;
    throw forbidden(resource, object.metadata.generateName || object.metadata.name, why);
  }
}
