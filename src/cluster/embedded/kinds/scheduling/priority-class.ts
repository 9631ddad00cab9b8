import type { KubeObject } from '../../../../kube/object.ts';
import { forbiddenField } from '../../api/field-error.ts';
import type { BuiltinKind } from '../builtin-kind.ts';
import { type Errors, immutable, oneOf } from '../shared/checks.ts';
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

/** Values that others than the system itself may give: pkg/apis/scheduling/types.go HighestUserDefinablePriority. */
const highest = 1_000_000_000;

/** pkg/apis/scheduling/v1/helpers.go systemPriorityClasses */
const systemClasses: Readonly<Record<string, number>> = {
  'system-node-critical': 2 * highest + 1000,
  'system-cluster-critical': 2 * highest,
};

/** Why a name that begins with `system-` may not be taken. */
function systemFault({ metadata: { name }, value = 0, globalDefault = false }: PriorityClass): string | undefined {
  const wanted = systemClasses[name];
  if (wanted === undefined) return `${name} is not a known system priority class`;
  if (value !== wanted) return `value of ${name} PriorityClass must be ${wanted}`;
  return globalDefault ? `globalDefault of ${name} PriorityClass must be false` : undefined;
}

function nameOrValueErrors(priority: PriorityClass): Errors {
  if (!priority.metadata.name.startsWith('system-')) {
    const text = `maximum allowed value of a user defined priority is ${highest}`;
    return (priority.value ?? 0) > highest ? [forbiddenField('value', text)] : [];
  }
  const fault = systemFault(priority);
  const reserved = "priority class names with 'system-' prefix are reserved for system use only. error: ";
  return fault === undefined ? [] : [forbiddenField('metadata.name', `${reserved}${fault}`)];
}

/** pkg/apis/scheduling/validation ValidatePriorityClass */
const validate = (object: KubeObject): Errors => {
  const { preemptionPolicy } = object as PriorityClass;
  return [
    ...nameOrValueErrors(object as PriorityClass),
    ...(preemptionPolicy === undefined
      ? []
      : oneOf(preemptionPolicy, ['Never', 'PreemptLowerPriority'], 'preemptionPolicy')),
  ];
};

/** ValidatePriorityClassUpdate */
const validateUpdate = (next: KubeObject, old: KubeObject): Errors => {
  const [is, was] = [next as PriorityClass, old as PriorityClass];
  return [
    ...((is.value ?? 0) === (was.value ?? 0) ? [] : [forbiddenField('value', 'may not be changed in an update.')]),
    ...immutable(is.preemptionPolicy, was.preemptionPolicy, 'preemptionPolicy'),
  ];
};

export const kind = {
  table: 'scheduling.k8s.io/priorityclasses',
  claim: {
    behaviour: 'preemption, what it may be called and how high it may be, table',
    upstream: 'pkg/apis/scheduling/v1/defaults.go, pkg/apis/scheduling/validation',
  },
  columns,
  defaults: onTop(defaultPriorityClass),
  validate,
  validateUpdate,
} satisfies BuiltinKind;
