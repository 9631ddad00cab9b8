import { compareText } from '../../../../core/finding.ts';
import { type ResourceList, readResourceList } from '../../../../kube/pod-resources.ts';
import { compareQuantities, milliValue, printQuantity, type Quantity } from '../../../../kube/quantity.ts';
import { record } from './checks.ts';
import type { Fields } from './fill.ts';

type Fault = string | undefined;

/** What is asked for. */
export interface Asked {
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

type Constraints = readonly (readonly [string, Constraint])[];

/** What holds for containers and pods, by the field of a limit. */
export const constraints: Constraints = [
  ['min', belowLeast],
  ['max', aboveMost],
  ['maxLimitRequestRatio', tooFarApart],
];

/** What holds for claims. */
export const claimConstraints: Constraints = [
  ['min', belowLeast],
  ['max', requestAboveMost],
];

/** How what is asked for breaks a limit, in order of constraints and resources. */
export const faultsOf = (limit: Fields, checks: Constraints, asked: Asked): readonly string[] =>
  checks.flatMap(([part, check]) =>
    [...readResourceList(limit[part])]
      .sort(([a], [b]) => compareText(a, b))
      .flatMap(([name, enforced]) => check(String(limit.type), name, enforced, asked) ?? []),
  );

/** What a container or a claim asks for. */
export const askedBy = ({ resources }: Fields): Asked => ({
  requests: readResourceList(record(resources).requests),
  limits: readResourceList(record(resources).limits),
});
