import { compareText } from '../../../../core/finding.ts';
import type { UnknownObject } from '../../../../kube/object.ts';
import { parseQuantity, printQuantity } from '../../../../kube/quantity.ts';
import { invalid } from '../../api/field-error.ts';
import type { BuiltinKind } from '../builtin-kind.ts';
import { type Errors, record } from '../shared/checks.ts';
import { ageOf, type Printed, tableOf } from '../shared/columns.ts';
import { onTop } from '../shared/defaults.ts';
import { change, type Fields } from '../shared/fill.ts';
import { resourceList } from '../shared/quantities.ts';
import { computeNames, isHuge, quotaNames, resourceNameErrors, wholeResources } from '../shared/resource-names.ts';

/** Quantities of a quota in their canonical form. */
const defaultQuota = (quota: Fields): Fields =>
  change(
    change(quota, 'spec', (spec: Fields) => change(spec, 'hard', resourceList)),
    'status',
    (status: Fields) => ['hard', 'used'].reduce((at, list) => change(at, list, resourceList), status),
  );

/** kubernetes pkg/apis/core/validation/validation.go ValidateResourceQuotaSpec */
function quotaErrors(quota: UnknownObject): Errors {
  const spec = record(quota.spec);
  const hard = Object.entries(record(spec.hard)).sort(([a], [b]) => compareText(a, b));
  return [
    ...hard.flatMap(([name, value]) => hardErrors(name, value)),
    ...scopeErrors(
      spec,
      hard.map(([name]) => name),
    ),
  ];
}

function hardErrors(name: string, value: unknown): Errors {
  const at = `spec.hard[${name}]`;
  const known = name.includes('/') || quotaNames.has(name) || isHuge(name);
  const quantity = parseQuantity(String(value));
  if ('error' in quantity) return resourceNameErrors(name, at);
  const text = printQuantity(quantity);
  return [
    ...resourceNameErrors(name, at),
    ...(known ? [] : [invalid(at, name, 'must be a standard resource for quota')]),
    ...(quantity.nanos < 0n ? [invalid(at, text, 'must be greater than or equal to 0')] : []),
    ...(wholeResources.has(name) && quantity.nanos % 1_000_000_000n !== 0n
      ? [invalid(at, text, 'must be an integer')]
      : []),
  ];
}

const contradictions = [
  ['BestEffort', 'NotBestEffort'],
  ['Terminating', 'NotTerminating'],
];

const podScopes = ['Terminating', 'NotTerminating', 'NotBestEffort', 'PriorityClass', 'CrossNamespacePodAffinity'];

const countedPods = new Set(`pods ${computeNames}`.split(' '));

/** Whether a scope says something of a resource: helper.IsResourceQuotaScopeValidForResource */
const fits = (scope: string, name: string): boolean =>
  scope === 'BestEffort' ? name === 'pods' : !podScopes.includes(scope) || countedPods.has(name);

/** validateResourceQuotaScopes */
function scopeErrors(spec: Fields, names: readonly string[]): Errors {
  const scopes = Array.isArray(spec.scopes) ? spec.scopes.map(String) : [];
  const wrong = (text: string) => invalid('spec.scopes', scopes, text);
  return [
    ...scopes.flatMap((scope) => [
      ...(scope === 'BestEffort' || podScopes.includes(scope) ? [] : [wrong('unsupported scope')]),
      ...names
        .filter((name) => (quotaNames.has(name) || isHuge(name)) && !fits(scope, name))
        .map(() => wrong('unsupported scope applied to resource')),
    ]),
    ...contradictions
      .filter((pair) => pair.every((scope) => scopes.includes(scope)))
      .map(() => wrong('conflicting scopes')),
  ];
}

/** Used and hard of each resource; limits in a column of their own. */
const columns = tableOf<Printed>('Name, Request, Limit, Age', (quota, now) => {
  const used = record(quota.status?.used);
  const hard = Object.entries(record(quota.status?.hard)).sort(([a], [b]) => compareText(a, b));
  const text = (limits: boolean): string =>
    hard
      .filter(([name]) => name.startsWith('limits.') === limits)
      .map(([name, most]) => `${name}: ${used[name] ?? '0'}/${most}`)
      .join(', ');
  return [quota.metadata.name, text(false), text(true), ageOf(quota, now)];
});

export const kind = {
  table: '/resourcequotas',
  claim: {
    behaviour: 'quantities, names, scopes, table',
    upstream: 'pkg/apis/core/validation/validation.go ValidateResourceQuotaSpec',
    notModelled: 'scope selectors',
  },
  columns,
  defaults: onTop(defaultQuota),
  firstStatus: () => ({}),
  answersWithObject: true,
  validate: quotaErrors,
} satisfies BuiltinKind;
