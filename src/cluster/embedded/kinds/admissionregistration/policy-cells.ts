import { compareText } from '../../../../core/finding.ts';
import { record, records } from '../shared/checks.ts';
import { ageOf, type Printed, tableOf, textOf } from '../shared/columns.ts';
import type { Fields } from '../shared/fill.ts';

/** The kind a policy takes its parameters from, or nothing. */
export const paramKind = (policy: Printed): string => {
  if (policy.spec?.paramKind === undefined) return '<unset>';
  const { apiVersion, kind } = record(policy.spec.paramKind);
  return `${textOf(apiVersion)}/${textOf(kind)}`;
};

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

/** Both kinds of bindings of policies are shown alike. */
export const policyBindingTable = tableOf<Printed>('Name, PolicyName, ParamRef, Age', (binding, now) => [
  binding.metadata.name,
  textOf(binding.spec?.policyName),
  paramRef(record(binding.spec?.paramRef)),
  ageOf(binding, now),
]);
