import { withoutFields } from '../../../../kube/json.ts';
import type { UnknownObject } from '../../../../kube/object.ts';
import type { Namespace } from '../../../../kube/types.ts';
import type { BuiltinKind } from '../builtin-kind.ts';
import { ageOf, tableOf } from '../shared/columns.ts';
import { withTransitionTimes } from '../shared/conditions.ts';

const nameLabel = 'kubernetes.io/metadata.name';

const labelled = (object: UnknownObject): UnknownObject => {
  const { metadata } = object;
  if (metadata.labels?.[nameLabel] === metadata.name || !metadata.name) return object;
  return { ...object, metadata: { ...metadata, labels: { ...metadata.labels, [nameLabel]: metadata.name } } };
};

const columns = tableOf<Namespace>('Name, Status, Age', (namespace, now) => [
  namespace.metadata.name,
  namespace.status?.phase ?? '',
  ageOf(namespace, now),
]);

export const kind = {
  table: '/namespaces',
  claim: {
    behaviour: 'its label, its finalizer, its end in two steps',
    upstream: 'pkg/registry/core/namespace/strategy.go, pkg/apis/core/v1/defaults.go',
  },
  columns,
  nameRule: 'label',
  selectable: ['status.phase'],
  defaults: labelled,
  completeStatus: withTransitionTimes,
  firstStatus: () => ({ phase: 'Active' }),
  beforeCreate: (object) => {
    const { finalizers = [] } = (object.spec ?? {}) as { finalizers?: readonly string[] };
    const held = finalizers.includes('kubernetes') ? finalizers : [...finalizers, 'kubernetes'];
    return { ...object, spec: { finalizers: held } };
  },
  beforeUpdate: (next, old, _state, { subresource }) =>
    subresource === 'finalize' ? next : { ...next, spec: old.spec },
  parts: { finalize: (old, given) => ({ ...old, metadata: { ...old.metadata }, spec: given.spec }) },
  whenMarked: ({ metadata, status, ...object }) => ({
    ...object,
    metadata: withoutFields(metadata, ['deletionGracePeriodSeconds']),
    status: { ...(status as object), phase: 'Terminating' },
  }),
  isHeld: ({ spec }) => ((spec as { finalizers?: readonly string[] } | undefined)?.finalizers?.length ?? 0) > 0,
  answersWithObject: true,
} satisfies BuiltinKind;
