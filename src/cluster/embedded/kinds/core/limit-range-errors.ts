import { compareText } from '../../../../core/finding.ts';
import { labelKeyFaults } from '../../../../kube/label-rules.ts';
import type { UnknownObject } from '../../../../kube/object.ts';
import { type ResourceList, readResourceList } from '../../../../kube/pod-resources.ts';
import { compareQuantities, milliValue, printQuantity, type Quantity } from '../../../../kube/quantity.ts';
import { duplicate, forbiddenField, invalid, required } from '../../api/field-error.ts';
import { type Errors, record, records, unique } from '../shared/checks.ts';
import type { Fields } from '../shared/fill.ts';
import { resourceNameErrors } from '../shared/resource-names.ts';

const containerNames = new Set(['cpu', 'memory', 'ephemeral-storage']);

function limitNameErrors(type: unknown, name: string, at: string): Errors {
  const errors = resourceNameErrors(name, at);
  if ((type !== 'Pod' && type !== 'Container') || name.includes('/')) return errors;
  if (containerNames.has(name) || name.startsWith('hugepages-')) return errors;
  return [...errors, invalid(at, name, 'must be a standard resource for containers')];
}

const limitTypes = ['Pod', 'Container', 'PersistentVolumeClaim'];

function typeErrors(type: string, at: string): Errors {
  const faults = labelKeyFaults(type);
  if (faults.length > 0) return faults.map((text) => invalid(at, type, text));
  if (type.includes('/') || limitTypes.includes(type)) return [];
  return [invalid(at, type, 'must be a standard limit type or fully qualified')];
}

const parts = ['max', 'min', 'default', 'defaultRequest', 'maxLimitRequestRatio'] as const;

type Part = (typeof parts)[number];

/** kubernetes pkg/apis/core/validation/validation.go ValidateLimitRange */
export function limitRangeErrors(range: UnknownObject): Errors {
  const seen = new Set<string>();
  return records(record(range.spec).limits).flatMap((limit, index) => {
    const at = `spec.limits[${index}]`;
    const type = String(limit.type ?? '');
    const twice = unique(seen, type, `${at}.type`);
    return [
      ...typeErrors(type, `${at}.type`),
      ...(twice.length > 0 ? [duplicate(`${at}.type`, type)] : []),
      ...itemErrors(limit, at),
    ];
  });
}

function itemErrors(limit: Fields, at: string): Errors {
  const ofPod = limit.type === 'Pod';
  const read = parts.filter((part) => !(ofPod && part.startsWith('default')));
  const lists = new Map(read.map((part) => [part, readResourceList(limit[part])] as const));
  const names = [...new Set([...lists.values()].flatMap((list) => [...list.keys()]))].sort(compareText);
  const { min, max } = limit as { readonly min?: Fields; readonly max?: Fields };
  const unbound = limit.type === 'PersistentVolumeClaim' && min?.storage === undefined && max?.storage === undefined;
  const neither = 'either minimum or maximum storage value is required, but neither was provided';
  return [
    ...[...lists].flatMap(([part, list]) =>
      [...list.keys()].flatMap((name) => limitNameErrors(limit.type, name, `${at}.${part}[${name}]`)),
    ),
    ...(ofPod ? ['default', 'defaultRequest'] : []).flatMap((part) =>
      Object.keys(record(limit[part])).length > 0
        ? [forbiddenField(`${at}.${part}`, "may not be specified when `type` is 'Pod'")]
        : [],
    ),
    ...(unbound ? [required(`${at}.limits`, neither)] : []),
    ...names.flatMap((name) => orderErrors(lists, name, at)),
  ];
}

interface Order {
  readonly low: Part;
  readonly high: Part;
  /** The part that is blamed, and the value that is shown. */
  readonly at: Part;
  readonly shown: 'low' | 'high';
  readonly text: (low: string, high: string) => string;
}

const orders: readonly Order[] = [
  { low: 'min', high: 'max', at: 'min', shown: 'low', text: (a, b) => `min value ${a} is greater than max value ${b}` },
  {
    low: 'min',
    high: 'defaultRequest',
    at: 'defaultRequest',
    shown: 'high',
    text: (a, b) => `min value ${a} is greater than default request value ${b}`,
  },
  {
    low: 'defaultRequest',
    high: 'max',
    at: 'defaultRequest',
    shown: 'low',
    text: (a, b) => `default request value ${a} is greater than max value ${b}`,
  },
  {
    low: 'defaultRequest',
    high: 'default',
    at: 'defaultRequest',
    shown: 'low',
    text: (a, b) => `default request value ${a} is greater than default limit value ${b}`,
  },
  {
    low: 'min',
    high: 'default',
    at: 'default',
    shown: 'low',
    text: (a, b) => `min value ${a} is greater than default value ${b}`,
  },
  {
    low: 'default',
    high: 'max',
    at: 'default',
    shown: 'high',
    text: (a, b) => `default value ${a} is greater than max value ${b}`,
  },
];

type Lists = ReadonlyMap<Part, ResourceList>;

function orderErrors(lists: Lists, name: string, at: string): Errors {
  const of = (part: Part): Quantity | undefined => lists.get(part)?.get(name);
  const wrong = orders.flatMap(({ low, high, at: part, shown, text }) => {
    const [a, b] = [of(low), of(high)];
    if (!a || !b || compareQuantities(a, b) <= 0) return [];
    const [low_, high_] = [printQuantity(a), printQuantity(b)];
    return [invalid(`${at}.${part}[${name}]`, shown === 'low' ? low_ : high_, text(low_, high_))];
  });
  return [
    ...wrong,
    ...ratioErrors(of('maxLimitRequestRatio'), of('min'), of('max'), `${at}.maxLimitRequestRatio[${name}]`),
  ];
}

function ratioErrors(
  ratio: Quantity | undefined,
  min: Quantity | undefined,
  max: Quantity | undefined,
  at: string,
): Errors {
  if (!ratio) return [];
  const text = printQuantity(ratio);
  const errors = milliValue(ratio) < 1000 ? [invalid(at, text, `ratio ${text} is less than 1`)] : [];
  if (!min || !max) return errors;
  const most = milliValue(max) / milliValue(min);
  return milliValue(ratio) / 1000 > most
    ? [...errors, invalid(at, text, `ratio ${text} is greater than max/min = ${most.toFixed(6)}`)]
    : errors;
}
