import { compareText } from '../../../../core/finding.ts';
import { type Fields, record, records } from '../../admission/validation/checks.ts';
import { humanDuration } from './human-age.ts';
import { ageOf, type Cell, type Printed, tableOf, textOf } from './table-kind.ts';

/** The kind a policy takes its parameters from, or nothing. */
const paramKind = (policy: Printed): string => {
  if (policy.spec?.paramKind === undefined) return '<unset>';
  const { apiVersion, kind } = record(policy.spec.paramKind);
  return `${textOf(apiVersion)}/${textOf(kind)}`;
};

export const validatingPolicyTable = tableOf<Printed>('Name, Validations:integer, ParamKind, Age', (policy, now) => [
  policy.metadata.name,
  records(policy.spec?.validations).length,
  paramKind(policy),
  ageOf(policy, now),
]);

export const mutatingPolicyTable = tableOf<Printed>('Name, Mutations:integer, ParamKind, Age', (policy, now) => [
  policy.metadata.name,
  records(policy.spec?.mutations).length,
  paramKind(policy),
  ageOf(policy, now),
]);

/** As Go prints a label selector for debugging: apimachinery pkg/apis/meta/v1/generated.pb.go. */
function debugSelector({ matchLabels, matchExpressions }: Fields): string {
  const labels = Object.entries(record(matchLabels))
    .sort(([a], [b]) => compareText(a, b))
    .map(([key, value]) => `${key}: ${value},`);
  const expressions = records(matchExpressions).map(({ key, operator, values }) => {
    const list = Array.isArray(values) ? values.join(' ') : '';
    return `LabelSelectorRequirement{Key:${key},Operator:${operator},Values:[${list}],},`;
  });
  const requirements = `[]LabelSelectorRequirement{${expressions.join('')}}`;
  return `&LabelSelector{MatchLabels:map[string]string{${labels.join('')}},MatchExpressions:${requirements},}`;
}

function paramRef({ name, namespace, selector }: Fields): string {
  if (name) return `${namespace || '*'}/${name}`;
  return selector === undefined ? '<unset>' : debugSelector(record(selector));
}

export const policyBindingTable = tableOf<Printed>('Name, PolicyName, ParamRef, Age', (binding, now) => [
  binding.metadata.name,
  textOf(binding.spec?.policyName),
  paramRef(record(binding.spec?.paramRef)),
  ageOf(binding, now),
]);

function requestState(status: Fields): string {
  const has = (type: string) => records(status.conditions).some((condition) => condition.type === type);
  const decided = has('Denied') ? 'Denied' : has('Approved') ? 'Approved' : 'Pending';
  return `${decided}${has('Failed') ? ',Failed' : ''}${status.certificate ? ',Issued' : ''}`;
}

export const signingRequestTable = tableOf<Printed>(
  'Name, Age, SignerName, Requestor, RequestedDuration, Condition',
  (request, now) => {
    const { signerName, username, expirationSeconds } = record(request.spec);
    return [
      request.metadata.name,
      ageOf(request, now),
      textOf(signerName) || '<none>',
      textOf(username),
      expirationSeconds === undefined ? '<none>' : humanDuration(Number(expirationSeconds) * 1000),
      requestState(record(request.status)),
    ];
  },
);

export const flowSchemaTable = tableOf<Printed>(
  'Name, PriorityLevel, MatchingPrecedence, DistinguisherMethod, Age, MissingPL',
  (flow, now) => {
    const { priorityLevelConfiguration, matchingPrecedence, distinguisherMethod } = record(flow.spec);
    const dangling = records(flow.status?.conditions).find(({ type }) => type === 'Dangling');
    return [
      flow.metadata.name,
      textOf(record(priorityLevelConfiguration).name),
      (matchingPrecedence ?? 0) as Cell,
      distinguisherMethod === undefined ? '<none>' : textOf(record(distinguisherMethod).type),
      ageOf(flow, now),
      dangling ? textOf(dangling.status) : '?',
    ];
  },
);

export const priorityLevelTable = tableOf<Printed>(
  'Name, Type, NominalConcurrencyShares, Queues, HandSize, QueueLengthLimit, Age',
  (level, now) => {
    const { type, limited } = record(level.spec);
    const { nominalConcurrencyShares, limitResponse } = record(limited);
    const { queuing } = record(limitResponse);
    const amount = (holder: unknown, value: unknown) => (holder === undefined ? '<none>' : (value ?? 0)) as Cell;
    const { queues, handSize, queueLengthLimit } = record(queuing);
    return [
      level.metadata.name,
      textOf(type),
      amount(limited, nominalConcurrencyShares),
      amount(queuing, queues),
      amount(queuing, handSize),
      amount(queuing, queueLengthLimit),
      ageOf(level, now),
    ];
  },
);
