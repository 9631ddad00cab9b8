import type { UnknownObject } from '../../../../kube/object.ts';
import { compileSelector } from '../../../../kube/selector.ts';
import { forbiddenField, invalid, notSupported, required } from '../../api/field-error.ts';
import { keyedSelector } from '../../api/keyed-selector.ts';
import { type Errors, immutable, record, records } from './checks.ts';
import { type Fields, fill } from './fill.ts';
import { templateErrors } from './pod-spec.ts';

/** What the workload kinds share: kubernetes pkg/apis/{apps,batch}/validation/validation.go, pkg/apis/apps/v1/defaults.go. */

/** The spec; an empty one when there is none. */
export const specOf = (object: UnknownObject): Fields => record(object.spec);

const isEmpty = (selector: Fields): boolean =>
  Object.keys(record(selector.matchLabels)).length === 0 &&
  (!Array.isArray(selector.matchExpressions) || selector.matchExpressions.length === 0);

/** The selector is there, says something, and picks the template's pods. */
export function selectorErrors(spec: Fields, what: string): Errors {
  const errors = [];
  if (spec.selector === undefined) errors.push(required('spec.selector'));
  else if (isEmpty(record(spec.selector))) {
    errors.push(invalid('spec.selector', spec.selector, `empty selector is invalid for ${what}`));
  }
  const { labels } = record(record(spec.template).metadata);
  const compiled = compileSelector(keyedSelector(record(spec.selector)));
  if ('error' in compiled) {
    const known = ['In', 'NotIn', 'Exists', 'DoesNotExist'];
    const faults = records(record(spec.selector).matchExpressions).flatMap(({ operator }, index) =>
      known.includes(String(operator))
        ? []
        : [invalid(`spec.selector.matchExpressions[${index}].operator`, operator, 'not a valid selector operator')],
    );
    return [...errors, ...faults, invalid('spec.selector', spec.selector, 'invalid label selector')];
  }
  const matches = spec.selector !== undefined && compiled.matches(labels as Record<string, string>);
  const selectsAll = spec.selector !== undefined && isEmpty(record(spec.selector));
  if (!matches && !selectsAll) {
    errors.push(
      invalid('spec.template.metadata.labels', labels ?? null, '`selector` does not match template `labels`'),
    );
  }
  return errors;
}

/** Pods of what runs for ever are always restarted, and never told to end: ValidatePodTemplateSpecForReplicaSet. */
export function alwaysRestarted(spec: Fields, what: string): Errors {
  const pod = record(record(spec.template).spec);
  const at = 'spec.template.spec';
  return [
    ...((pod.restartPolicy ?? 'Always') === 'Always'
      ? []
      : [notSupported(`${at}.restartPolicy`, pod.restartPolicy, ['Always'])]),
    ...(pod.activeDeadlineSeconds === undefined
      ? []
      : [forbiddenField(`${at}.activeDeadlineSeconds`, `activeDeadlineSeconds in ${what} is not Supported`)]),
  ];
}

/** Faults of the template in the spec. */
export const specTemplateErrors = (spec: Fields): Errors => templateErrors(record(spec.template), 'spec.template');

/** A strategy as Go prints the struct of it. */
export const asGo = ({ type, rollingUpdate }: Fields): Fields => ({ Type: type, RollingUpdate: rollingUpdate ?? null });

/** The selector of a workload is fixed. `errors` are those of its spec: one that is the same as what is stored has none. */
export const withFixedSelector =
  (errors: (object: UnknownObject) => Errors) =>
  (next: UnknownObject, old: UnknownObject): Errors =>
    next.spec === old.spec && next.spec !== undefined
      ? []
      : [...errors(next), ...immutable(specOf(next).selector, specOf(old).selector, 'spec.selector')];

/** A strategy that is rolling unless it says otherwise, with its parameters. */
export function rolling(strategy: Fields, parameters: Fields): Fields {
  const typed = fill(strategy, { type: 'RollingUpdate' });
  if (typed.type !== 'RollingUpdate') return typed;
  const rollingUpdate = fill(typed.rollingUpdate as Fields | undefined, parameters);
  return rollingUpdate === typed.rollingUpdate ? typed : { ...typed, rollingUpdate };
}
