import type { UnknownObject } from '../../../kube/object.ts';
import type { KindRules } from '../api/state.ts';
import { podSecurityLabelErrors, warnOfExistingPods } from './pod-security.ts';

const nameLabel = 'kubernetes.io/metadata.name';

const labelled = (object: UnknownObject): UnknownObject => {
  const { metadata } = object;
  if (metadata.labels?.[nameLabel] === metadata.name || !metadata.name) return object;
  return { ...object, metadata: { ...metadata, labels: { ...metadata.labels, [nameLabel]: metadata.name } } };
};

/** kubernetes pkg/registry/core/namespace/strategy.go, pkg/apis/core/v1/defaults.go */
export const namespaceRules: KindRules = {
  defaults: labelled,
  firstStatus: () => ({ phase: 'Active' }),
  beforeCreate: (object) => {
    const spec = object.spec as { finalizers?: readonly string[] } | undefined;
    const finalizers = spec?.finalizers ?? [];
    return {
      ...object,
      spec: { finalizers: finalizers.includes('kubernetes') ? finalizers : [...finalizers, 'kubernetes'] },
    };
  },
  beforeUpdate: (next, old, state, request) => {
    if (request.subresource === 'finalize') return next;
    const kept = { ...next, spec: old.spec };
    if (podSecurityLabelErrors(kept).length === 0) warnOfExistingPods(kept, old, state, request);
    return kept;
  },
  validate: podSecurityLabelErrors,
};
