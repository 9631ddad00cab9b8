import type { UnknownObject } from '../../../../kube/object.ts';
import { compileSelector } from '../../../../kube/selector.ts';
import { forbiddenField, invalid, notSupported, required } from '../../api/field-error.ts';
import { keyedSelector } from '../../api/keyed-selector.ts';
import {
  amountOf,
  countOrPercent,
  type Errors,
  type Fields,
  immutable,
  nonNegative,
  notMoreThanAll,
  record,
  records,
} from './checks.ts';
import { templateErrors } from './pod.ts';

/** Faults of workloads: kubernetes pkg/apis/{apps,batch}/validation/validation.go. */

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

const template = (spec: Fields): Errors => templateErrors(record(spec.template), 'spec.template');

/** A strategy as Go prints the struct of it. */
export const asGo = ({ type, rollingUpdate }: Fields): Fields => ({ Type: type, RollingUpdate: rollingUpdate ?? null });

function deploymentStrategyErrors(strategy: Fields): Errors {
  const at = 'spec.strategy';
  if (strategy.type === 'Recreate') {
    const text = "may not be specified when strategy `type` is 'Recreate'";
    return strategy.rollingUpdate === undefined ? [] : [forbiddenField(`${at}.rollingUpdate`, text)];
  }
  if (strategy.type !== 'RollingUpdate') return [notSupported(at, asGo(strategy), ['Recreate', 'RollingUpdate'])];
  const { maxUnavailable, maxSurge } = record(strategy.rollingUpdate);
  const both = amountOf(maxUnavailable) === 0 && amountOf(maxSurge) === 0;
  const field = `${at}.rollingUpdate.maxUnavailable`;
  return [
    ...countOrPercent(maxUnavailable, field),
    ...countOrPercent(maxSurge, `${at}.rollingUpdate.maxSurge`),
    ...(both ? [invalid(field, maxUnavailable, 'may not be 0 when `maxSurge` is 0')] : []),
    ...notMoreThanAll(maxUnavailable, field),
  ];
}

function deadlineErrors(spec: Fields): Errors {
  const { progressDeadlineSeconds, minReadySeconds = 0 } = spec as Record<string, number | undefined>;
  if (progressDeadlineSeconds === undefined) return [];
  const field = 'spec.progressDeadlineSeconds';
  return [
    ...nonNegative(progressDeadlineSeconds, field),
    ...(progressDeadlineSeconds <= minReadySeconds
      ? [invalid(field, progressDeadlineSeconds, 'must be greater than minReadySeconds')]
      : []),
  ];
}

export function deploymentErrors(object: UnknownObject): Errors {
  const spec = specOf(object);
  return [
    ...nonNegative(spec.replicas, 'spec.replicas'),
    ...selectorErrors(spec, 'deployment'),
    ...template(spec),
    ...alwaysRestarted(spec, 'ReplicaSet'),
    ...deploymentStrategyErrors(record(spec.strategy)),
    ...nonNegative(spec.minReadySeconds, 'spec.minReadySeconds'),
    ...nonNegative(spec.revisionHistoryLimit, 'spec.revisionHistoryLimit'),
    ...deadlineErrors(spec),
  ];
}

export function replicaSetErrors(object: UnknownObject): Errors {
  const spec = specOf(object);
  return [
    ...nonNegative(spec.replicas, 'spec.replicas'),
    ...nonNegative(spec.minReadySeconds, 'spec.minReadySeconds'),
    ...selectorErrors(spec, 'replicaset'),
    ...template(spec),
    ...alwaysRestarted(spec, 'ReplicaSet'),
  ];
}

function rollingDaemonErrors(strategy: Fields): Errors {
  const at = 'spec.updateStrategy';
  if (strategy.type === 'OnDelete') return [];
  if (strategy.type !== 'RollingUpdate')
    return [notSupported(`${at}.type`, strategy.type, ['RollingUpdate', 'OnDelete'])];
  const { maxUnavailable, maxSurge } = record(strategy.rollingUpdate);
  const fields = { unavailable: `${at}.rollingUpdate.maxUnavailable`, surge: `${at}.rollingUpdate.maxSurge` };
  const [down, up] = [amountOf(maxUnavailable) !== 0, amountOf(maxSurge) !== 0];
  return [
    ...countOrPercent(maxUnavailable, fields.unavailable),
    ...countOrPercent(maxSurge, fields.surge),
    ...notMoreThanAll(maxUnavailable, fields.unavailable),
    ...notMoreThanAll(maxSurge, fields.surge),
    ...(down && up ? [invalid(fields.surge, maxSurge, 'may not be set when maxUnavailable is non-zero')] : []),
    ...(!down && !up ? [required(fields.unavailable, 'cannot be 0 when maxSurge is 0')] : []),
  ];
}

export function daemonSetErrors(object: UnknownObject): Errors {
  const spec = specOf(object);
  return [
    ...selectorErrors(spec, 'daemonset'),
    ...template(spec),
    ...alwaysRestarted(spec, 'DaemonSet'),
    ...nonNegative(spec.minReadySeconds, 'spec.minReadySeconds'),
    ...rollingDaemonErrors(record(spec.updateStrategy)),
    ...nonNegative(spec.revisionHistoryLimit, 'spec.revisionHistoryLimit'),
  ];
}

/** The selector of a workload is fixed. */
export const withFixedSelector =
  (errors: (object: UnknownObject) => Errors) =>
  (next: UnknownObject, old: UnknownObject): Errors => [
    ...errors(next),
    ...immutable(specOf(next).selector, specOf(old).selector, 'spec.selector'),
  ];

export function jobErrors(object: UnknownObject): Errors {
  const spec = specOf(object);
  const pod = record(record(spec.template).spec);
  const counts = ['parallelism', 'completions', 'activeDeadlineSeconds', 'backoffLimit', 'ttlSecondsAfterFinished'];
  const restarts = ['OnFailure', 'Never'];
  return [
    ...counts.flatMap((field) => nonNegative(spec[field], `spec.${field}`)),
    ...template(spec),
    ...(restarts.includes(String(pod.restartPolicy))
      ? []
      : [
          {
            ...required('spec.template.spec.restartPolicy', 'valid values: "OnFailure", "Never"'),
          },
        ]),
  ];
}

export const jobUpdateErrors = (next: UnknownObject, old: UnknownObject): Errors => [
  ...jobErrors(next),
  ...['completions', 'selector', 'template', 'completionMode'].flatMap((field) =>
    field === 'completions' && specOf(old).completionMode === 'Indexed'
      ? []
      : immutable(specOf(next)[field], specOf(old)[field], `spec.${field}`),
  ),
];

const longestCronJob = 52;

/** A name that leaves room for the time in the names of its jobs, a schedule of five fields, a zone that exists. */
export function cronJobErrors(object: UnknownObject): Errors {
  const { schedule = '', timeZone } = specOf(object);
  const { name } = object.metadata;
  const fields = String(schedule).trim().split(/\s+/).filter(Boolean);
  const descriptor = String(schedule).startsWith('@');
  const text = `expected exactly 5 fields, found ${fields.length}: [${fields.join(' ')}]`;
  return [
    ...(fields.length === 5 || descriptor ? [] : [invalid('spec.schedule', schedule, text)]),
    ...(timeZone === undefined || isTimeZone(String(timeZone))
      ? []
      : [invalid('spec.timeZone', timeZone, `unknown time zone ${timeZone}`)]),
    ...(name.length > longestCronJob ? [invalid('metadata.name', name, 'must be no more than 52 characters')] : []),
  ];
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}
