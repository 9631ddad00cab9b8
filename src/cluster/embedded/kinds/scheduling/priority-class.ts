import type { KubeObject } from '../../../../kube/object.ts';
import type { BuiltinKind } from '../builtin-kind.ts';
import { ageOf, tableOf } from '../shared/columns.ts';
import { onTop } from '../shared/defaults.ts';
import { type Fields, fill } from '../shared/fill.ts';

const defaultPriorityClass = (priority: Fields): Fields => fill(priority, { preemptionPolicy: 'PreemptLowerPriority' });

interface PriorityClass extends KubeObject {
  readonly value?: number;
  readonly globalDefault?: boolean;
  readonly preemptionPolicy?: string;
}

const columns = tableOf<PriorityClass>(
  'Name, Value:integer, Global-Default:boolean, Age, PreemptionPolicy',
  (priority, now) => [
    priority.metadata.name,
    priority.value ?? 0,
    priority.globalDefault ?? false,
    ageOf(priority, now),
    priority.preemptionPolicy ?? '',
  ],
);

export const kind = {
  table: 'scheduling.k8s.io/priorityclasses',
  claim: {
    behaviour: 'preemption, table',
    upstream: 'pkg/apis/scheduling/v1/defaults.go',
    notModelled: 'validation',
  },
  columns,
  defaults: onTop(defaultPriorityClass),
} satisfies BuiltinKind;
