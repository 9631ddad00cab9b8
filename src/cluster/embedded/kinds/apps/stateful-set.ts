import type { StatefulSet } from '../../../../kube/types.ts';
import type { BuiltinKind } from '../builtin-kind.ts';
import { defaultClaim } from '../shared/claim-spec.ts';
import { ageOf, tableOf } from '../shared/columns.ts';
import { withTransitionTimes } from '../shared/conditions.ts';
import { inSpec } from '../shared/defaults.ts';
import { change, eachBy, type Fields, fill } from '../shared/fill.ts';
import { defaultTemplate } from '../shared/pod-defaults.ts';
import { containersOf } from '../shared/template-cells.ts';
import { rolling } from '../shared/workload.ts';
import { statefulSetErrors, statefulSetUpdateErrors } from './stateful-set-errors.ts';

function defaultStatefulSet(spec: Fields): Fields {
  let next = fill(change(spec, 'template', defaultTemplate), {
    podManagementPolicy: 'OrderedReady',
    updateStrategy: {},
    revisionHistoryLimit: 10,
    replicas: 1,
    persistentVolumeClaimRetentionPolicy: {},
  });
  next = change(next, 'updateStrategy', (strategy: Fields) => rolling(strategy, { partition: 0 }));
  next = change(next, 'persistentVolumeClaimRetentionPolicy', (policy: Fields) =>
    fill(policy, { whenDeleted: 'Retain', whenScaled: 'Retain' }),
  );
  return change(next, 'volumeClaimTemplates', eachBy(defaultClaimTemplate));
}

const defaultClaimTemplate = (claim: Fields): Fields =>
  change(
    fill(claim, { apiVersion: 'v1', kind: 'PersistentVolumeClaim', status: { phase: 'Pending' } }),
    'spec',
    defaultClaim,
  );

const columns = tableOf<StatefulSet>('Name, Ready, Age, Containers?, Images?', ({ metadata, spec, status }, now) => [
  metadata.name,
  `${status?.readyReplicas ?? 0}/${spec?.replicas ?? 0}`,
  ageOf({ metadata }, now),
  ...containersOf(spec?.template),
]);

export const kind = {
  table: 'apps/statefulsets',
  claim: {
    behaviour: 'defaults, claims, what stays, table, scale',
    upstream: 'pkg/apis/apps/{v1/defaults.go,validation/validation.go ValidateStatefulSetSpec}',
  },
  columns,
  defaults: inSpec(defaultStatefulSet),
  completeStatus: withTransitionTimes,
  firstStatus: () => ({ replicas: 0, availableReplicas: 0 }),
  validate: statefulSetErrors,
  validateUpdate: statefulSetUpdateErrors,
  podTemplate: ['spec', 'template', 'spec'],
} satisfies BuiltinKind;
