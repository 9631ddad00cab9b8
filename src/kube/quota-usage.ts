import type { UnknownObject } from './object.ts';
import { type CountedPodSpec, podResources, type ResourceList, readResourceList } from './pod-resources.ts';
import type { Quantity } from './quantity.ts';

/** What is counted, by group and plural name. */
export interface CountedKind {
  readonly group: string;
  readonly plural: string;
}

/** The part of a ResourceQuota that says which pods it counts. */
export interface QuotaScope {
  readonly scopes?: readonly string[];
  readonly scopeSelector?: {
    readonly matchExpressions?: readonly {
      readonly scopeName: string;
      readonly operator: string;
      readonly values?: readonly string[];
    }[];
  };
}

const count = (number: number): Quantity => ({ nanos: BigInt(number) * 1_000_000_000n, format: 'DecimalSI' });
const one = count(1);

/** `count/deployments.apps`, `count/pods`: pkg/quota/v1/generic/evaluator.go ObjectCountQuotaResourceNameFor */
const countName = ({ group, plural }: CountedKind): string => `count/${group ? `${plural}.${group}` : plural}`;

/** Kinds of the core group that are counted by their own name too: pkg/quota/v1/evaluator/core/registry.go */
const counted = new Set(['configmaps', 'replicationcontrollers', 'resourcequotas', 'secrets']);

const podNames = new Set(
  'count/pods cpu memory ephemeral-storage requests.cpu requests.memory requests.ephemeral-storage limits.cpu limits.memory limits.ephemeral-storage pods'.split(
    ' ',
  ),
);
const serviceNames = new Set(['count/services', 'services', 'services.nodeports', 'services.loadbalancers']);
const claimNames = new Set(['count/persistentvolumeclaims', 'persistentvolumeclaims', 'requests.storage']);
const classSuffixes = [
  '.storageclass.storage.k8s.io/requests.storage',
  '.storageclass.storage.k8s.io/persistentvolumeclaims',
];

/** Whether objects of a kind use up what a quota calls by that name: MatchingResources of pkg/quota/v1/evaluator/core. */
export function isCountedAs(kind: CountedKind, name: string): boolean {
  if (kind.group !== '') return name === countName(kind);
  switch (kind.plural) {
    case 'pods':
      return podNames.has(name) || /^(requests\.)?hugepages-/.test(name) || /^requests\.[^/]+\//.test(name);
    case 'services':
      return serviceNames.has(name);
    case 'persistentvolumeclaims':
      return claimNames.has(name) || classSuffixes.some((suffix) => name.endsWith(suffix));
    default:
      return name === countName(kind) || (counted.has(kind.plural) && name === kind.plural);
  }
}

/** What one object uses, by the names of quotas; `now` in milliseconds since the epoch. kubernetes pkg/quota/v1/evaluator/core */
export function quotaUsage(kind: CountedKind, object: UnknownObject, now: number): ResourceList {
  const counts = new Map([[countName(kind), one]]);
  if (kind.group !== '') return counts;
  switch (kind.plural) {
    case 'pods':
      return new Map([...counts, ...podUsage(object, now)]);
    case 'services':
      return new Map([...counts, ...serviceUsage(object)]);
    case 'persistentvolumeclaims':
      return new Map([...counts, ...claimUsage(object)]);
    default:
      return counted.has(kind.plural) ? counts.set(kind.plural, one) : counts;
  }
}

interface PodParts {
  readonly spec?: CountedPodSpec & { readonly activeDeadlineSeconds?: number; readonly priorityClassName?: string };
  readonly status?: { readonly phase?: string };
}

/** A pod that has ended, or should have by now, uses nothing: QuotaV1Pod. */
function isOver({ metadata, status }: UnknownObject & PodParts, now: number): boolean {
  if (status?.phase === 'Succeeded' || status?.phase === 'Failed') return true;
  const { deletionTimestamp, deletionGracePeriodSeconds } = metadata;
  if (deletionTimestamp === undefined || deletionGracePeriodSeconds === undefined) return false;
  return now > Date.parse(deletionTimestamp) + Number(deletionGracePeriodSeconds) * 1000;
}

const computed = ['cpu', 'memory', 'ephemeral-storage'];

function podUsage(object: UnknownObject, now: number): ResourceList {
  if (isOver(object as UnknownObject & PodParts, now)) return new Map();
  const { spec = {} } = object as PodParts;
  return computeUsage(podResources(spec, 'requests'), podResources(spec, 'limits'));
}

/** Requests and limits by the names of quotas: podComputeUsageHelper. */
export function computeUsage(requests: ResourceList, limits: ResourceList): ResourceList {
  const usage = new Map([['pods', one]]);
  for (const [name, quantity] of requests) {
    if (computed.includes(name) || name.startsWith('hugepages-')) usage.set(name, quantity);
    if (computed.includes(name) || name.startsWith('hugepages-') || name.includes('/'))
      usage.set(`requests.${name}`, quantity);
  }
  for (const [name, quantity] of limits) if (computed.includes(name)) usage.set(`limits.${name}`, quantity);
  return usage;
}

interface ServiceParts {
  readonly spec?: {
    readonly type?: string;
    readonly ports?: readonly { readonly nodePort?: number }[];
    readonly allocateLoadBalancerNodePorts?: boolean;
  };
}

function serviceUsage(object: UnknownObject): ResourceList {
  const { type, ports = [], allocateLoadBalancerNodePorts: allocated } = (object as ServiceParts).spec ?? {};
  const balanced = type === 'LoadBalancer';
  const asked = balanced && allocated === false ? ports.filter(({ nodePort }) => nodePort) : ports;
  return new Map([
    ['services', one],
    ['services.nodeports', count(balanced || type === 'NodePort' ? asked.length : 0)],
    ['services.loadbalancers', count(balanced ? 1 : 0)],
  ]);
}

interface ClaimParts {
  readonly spec?: { readonly storageClassName?: string; readonly resources?: { readonly requests?: unknown } };
}

function claimUsage(object: UnknownObject): ResourceList {
  const { spec } = object as ClaimParts;
  const storageClass =
    object.metadata.annotations?.['volume.beta.kubernetes.io/storage-class'] ?? spec?.storageClassName;
  const storage = readResourceList(spec?.resources?.requests).get('storage');
  const [storageSuffix, countSuffix] = classSuffixes;
  return new Map([
    ['persistentvolumeclaims', one],
    ...(storageClass ? [[`${storageClass}${countSuffix}`, one] as const] : []),
    ...(storage ? [['requests.storage', storage] as const] : []),
    ...(storage && storageClass ? [[`${storageClass}${storageSuffix}`, storage] as const] : []),
  ]);
}

/** Whether a quota's scopes let it count an object: without scopes any, with scopes only pods that fit them all. */
export function isInScope(
  kind: CountedKind,
  object: UnknownObject,
  { scopes = [], scopeSelector }: QuotaScope,
): boolean {
  const wanted = [
    ...scopes.map((scopeName) => ({ scopeName, operator: 'Exists', values: [] as readonly string[] })),
    ...(scopeSelector?.matchExpressions ?? []),
  ];
  if (wanted.length === 0) return true;
  if (kind.group !== '' || kind.plural !== 'pods') return false;
  return wanted.every(({ scopeName, operator, values = [] }) => fitsScope(object, scopeName, operator, values));
}

/** Whether a pod will be ended by a deadline of its own. */
export const isTerminating = (pod: UnknownObject): boolean =>
  (pod as PodParts).spec?.activeDeadlineSeconds !== undefined;

function fitsScope(pod: UnknownObject, scope: string, operator: string, values: readonly string[]): boolean {
  const { spec = {} } = pod as PodParts;
  switch (scope) {
    case 'Terminating':
      return isTerminating(pod);
    case 'NotTerminating':
      return !isTerminating(pod);
    case 'BestEffort':
      return isBestEffort(spec);
    case 'NotBestEffort':
      return !isBestEffort(spec);
    case 'PriorityClass':
      return fitsOperator(spec.priorityClassName, operator, values);
    case 'CrossNamespacePodAffinity':
      return /"namespace(s|Selector)":/.test(JSON.stringify((spec as { readonly affinity?: unknown }).affinity ?? {}));
    default:
      return false;
  }
}

function fitsOperator(value: string | undefined, operator: string, values: readonly string[]): boolean {
  if (operator === 'Exists') return Boolean(value);
  if (operator === 'DoesNotExist') return !value;
  const listed = value !== undefined && values.includes(value);
  return operator === 'In' ? listed : !listed;
}

const isBestEffort = (spec: CountedPodSpec): boolean =>
  [...podResources(spec, 'requests'), ...podResources(spec, 'limits')].every(
    ([name, { nanos }]) => (name !== 'cpu' && name !== 'memory') || nanos === 0n,
  );
