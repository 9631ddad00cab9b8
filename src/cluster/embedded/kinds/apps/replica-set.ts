import type { UnknownObject } from '../../../../kube/object.ts';
import type { ReplicaSet } from '../../../../kube/types.ts';
import type { BuiltinKind } from '../builtin-kind.ts';
import { type Errors, nonNegative } from '../shared/checks.ts';
import { tableOf } from '../shared/columns.ts';
import { withTransitionTimes } from '../shared/conditions.ts';
import { inSpec } from '../shared/defaults.ts';
import { change, type Fields, fill } from '../shared/fill.ts';
import { defaultTemplate } from '../shared/pod-defaults.ts';
import { replicaCells, replicaColumns, selectorText } from '../shared/template-cells.ts';
import { alwaysRestarted, selectorErrors, specOf, specTemplateErrors, withFixedSelector } from '../shared/workload.ts';

const defaultReplicaSet = (spec: Fields): Fields => fill(change(spec, 'template', defaultTemplate), { replicas: 1 });

function replicaSetErrors(object: UnknownObject): Errors {
  const spec = specOf(object);
  return [
    ...nonNegative(spec.replicas, 'spec.replicas'),
    ...nonNegative(spec.minReadySeconds, 'spec.minReadySeconds'),
    ...selectorErrors(spec, 'replicaset'),
    ...specTemplateErrors(spec),
    ...alwaysRestarted(spec, 'ReplicaSet'),
  ];
}

const columns = tableOf<ReplicaSet>(replicaColumns, (object, now) => [
  ...replicaCells(object, now),
  selectorText(object.spec?.selector),
]);

export const kind = {
  table: 'apps/replicasets',
  claim: {
    behaviour: 'defaults, selector for ever, table, scale',
    upstream: 'pkg/apis/apps/{v1/defaults.go,validation/validation.go}',
  },
  columns,
  defaults: inSpec(defaultReplicaSet),
  completeStatus: withTransitionTimes,
  firstStatus: () => ({ replicas: 0 }),
  validate: replicaSetErrors,
  validateUpdate: withFixedSelector(replicaSetErrors),
  podTemplate: ['spec', 'template', 'spec'],
} satisfies BuiltinKind;
