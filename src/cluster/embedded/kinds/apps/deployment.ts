import type { UnknownObject } from '../../../../kube/object.ts';
import type { Deployment } from '../../../../kube/types.ts';
import { forbiddenField, invalid, notSupported } from '../../api/field-error.ts';
import type { BuiltinKind } from '../builtin-kind.ts';
import { amountOf, countOrPercent, type Errors, nonNegative, notMoreThanAll, record } from '../shared/checks.ts';
import { ageOf, tableOf } from '../shared/columns.ts';
import { withUpdateTimes } from '../shared/conditions.ts';
import { inSpec } from '../shared/defaults.ts';
import { change, type Fields, fill } from '../shared/fill.ts';
import { defaultTemplate } from '../shared/pod-defaults.ts';
import { containersOf, printedSelector } from '../shared/template-cells.ts';
import {
  alwaysRestarted,
  asGo,
  rolling,
  selectorErrors,
  specOf,
  specTemplateErrors,
  withFixedSelector,
} from '../shared/workload.ts';

/** Defaults of the workload kinds' specs: kubernetes pkg/apis/{apps,batch,autoscaling,policy}/*\/defaults.go. */
function defaultDeployment(spec: Fields): Fields {
  const next = fill(change(spec, 'template', defaultTemplate), {
    replicas: 1,
    strategy: {},
    revisionHistoryLimit: 10,
    progressDeadlineSeconds: 600,
  });
  return change(next, 'strategy', (strategy: Fields) => rolling(strategy, { maxUnavailable: '25%', maxSurge: '25%' }));
}

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

function deploymentErrors(object: UnknownObject): Errors {
  const spec = specOf(object);
  return [
    ...nonNegative(spec.replicas, 'spec.replicas'),
    ...selectorErrors(spec, 'deployment'),
    ...specTemplateErrors(spec),
    ...alwaysRestarted(spec, 'ReplicaSet'),
    ...deploymentStrategyErrors(record(spec.strategy)),
    ...nonNegative(spec.minReadySeconds, 'spec.minReadySeconds'),
    ...nonNegative(spec.revisionHistoryLimit, 'spec.revisionHistoryLimit'),
    ...deadlineErrors(spec),
  ];
}

const columns = tableOf<Deployment>(
  'Name, Ready, Up-to-date, Available, Age, Containers?, Images?, Selector?',
  ({ metadata, spec, status }, now) => [
    metadata.name,
    `${status?.readyReplicas ?? 0}/${spec?.replicas ?? 0}`,
    status?.updatedReplicas ?? 0,
    status?.availableReplicas ?? 0,
    ageOf({ metadata }, now),
    ...containersOf(spec?.template),
    printedSelector(spec?.selector, '<invalid>'),
  ],
);

export const kind = {
  table: 'apps/deployments',
  claim: {
    behaviour: 'defaults, strategy, selector for ever, table, scale',
    upstream: 'pkg/apis/apps/{v1/defaults.go,validation/validation.go}',
  },
  columns,
  defaults: inSpec(defaultDeployment),
  completeStatus: withUpdateTimes,
  firstStatus: () => ({}),
  statusKeeps: ['labels'],
  validate: deploymentErrors,
  validateUpdate: withFixedSelector(deploymentErrors),
  podTemplate: ['spec', 'template', 'spec'],
} satisfies BuiltinKind;
