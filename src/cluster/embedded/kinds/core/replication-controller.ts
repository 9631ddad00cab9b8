import type { BuiltinKind } from '../builtin-kind.ts';
import { printLabels, tableOf } from '../shared/columns.ts';
import { withTransitionTimes } from '../shared/conditions.ts';
import { inSpec } from '../shared/defaults.ts';
import { change, type Fields, fill } from '../shared/fill.ts';
import { defaultTemplate } from '../shared/pod-defaults.ts';
import { type Replicated, replicaCells, replicaColumns } from '../shared/template-cells.ts';

const defaultReplicationController = (spec: Fields): Fields =>
  fill(change(spec, 'template', defaultTemplate), { replicas: 1 });

interface ReplicationController extends Replicated {
  readonly spec?: Replicated['spec'] & { readonly selector?: Readonly<Record<string, string>> };
}

const columns = tableOf<ReplicationController>(replicaColumns, (object, now) => [
  ...replicaCells(object, now),
  printLabels(object.spec?.selector),
]);

export const kind = {
  table: '/replicationcontrollers',
  claim: {
    behaviour: 'defaults, table, scale',
    upstream: 'pkg/apis/core/v1/defaults.go',
    notModelled: 'validation',
  },
  columns,
  selectable: ['status.replicas'],
  defaults: inSpec(defaultReplicationController),
  completeStatus: withTransitionTimes,
  firstStatus: () => ({ replicas: 0 }),
  podTemplate: ['spec', 'template', 'spec'],
  scaleSelector: (selector) => ({ matchLabels: selector as Record<string, string> }),
  orphansDependents: true,
} satisfies BuiltinKind;
