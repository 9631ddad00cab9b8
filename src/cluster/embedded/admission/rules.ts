import { definitionRules } from '../api/crd.ts';
import type { KindRules } from '../api/state.ts';
import { defaultsOfKinds, firstStatuses } from './kind-defaults.ts';
import { namespaceRules } from './namespace.ts';
import {
  configMapErrors,
  configMapUpdateErrors,
  plainRules,
  secretErrors,
  secretUpdateErrors,
  warnOfOldClass,
  withIngressClass,
  withJobSelector,
  withNotReadyTaint,
  withStorageClass,
  withTemplateGeneration,
  withVolumeProtection,
} from './others.ts';
import { podRules } from './pod.ts';
import { serviceRules } from './service.ts';
import { bindingErrors, bindingUpdateErrors, roleErrors } from './validation/access.ts';
import { claimErrors, claimUpdateErrors, volumeErrors } from './validation/claim.ts';
import { eventErrors } from './validation/event.ts';
import { limitRangeErrors, quotaErrors } from './validation/limits.ts';
import { endpointSliceErrors, ingressErrors } from './validation/network.ts';
import { statefulSetErrors, statefulSetUpdateErrors } from './validation/stateful-set.ts';
import {
  cronJobErrors,
  daemonSetErrors,
  deploymentErrors,
  jobErrors,
  jobUpdateErrors,
  replicaSetErrors,
  withFixedSelector,
} from './validation/workloads.ts';

const validated: Readonly<Record<string, KindRules>> = {
  '/configmaps': { validate: configMapErrors, validateUpdate: configMapUpdateErrors },
  '/events': { validate: eventErrors },
  '/limitranges': { validate: limitRangeErrors },
  '/nodes': { beforeCreate: withNotReadyTaint },
  '/persistentvolumeclaims': {
    validate: claimErrors,
    validateUpdate: claimUpdateErrors,
    beforeCreate: withStorageClass,
  },
  '/persistentvolumes': { validate: volumeErrors, beforeCreate: withVolumeProtection },
  '/resourcequotas': { validate: quotaErrors },
  '/secrets': { validate: secretErrors, validateUpdate: secretUpdateErrors },
  'batch/cronjobs': { validate: cronJobErrors },
  'apps/daemonsets': {
    beforeCreate: (set) => withTemplateGeneration(set, undefined),
    beforeUpdate: withTemplateGeneration,
    validate: daemonSetErrors,
    validateUpdate: withFixedSelector(daemonSetErrors),
  },
  'apps/deployments': { validate: deploymentErrors, validateUpdate: withFixedSelector(deploymentErrors) },
  'apps/replicasets': { validate: replicaSetErrors, validateUpdate: withFixedSelector(replicaSetErrors) },
  'apps/statefulsets': { validate: statefulSetErrors, validateUpdate: statefulSetUpdateErrors },
  'batch/jobs': { validate: jobErrors, validateUpdate: jobUpdateErrors, beforeCreate: withJobSelector },
  'discovery.k8s.io/endpointslices': { validate: endpointSliceErrors },
  'rbac.authorization.k8s.io/clusterrolebindings': {
    validate: bindingErrors(['ClusterRole']),
    validateUpdate: bindingUpdateErrors(['ClusterRole']),
  },
  'rbac.authorization.k8s.io/clusterroles': { validate: roleErrors(false) },
  'rbac.authorization.k8s.io/rolebindings': {
    validate: bindingErrors(['Role', 'ClusterRole']),
    validateUpdate: bindingUpdateErrors(['Role', 'ClusterRole']),
  },
  'rbac.authorization.k8s.io/roles': { validate: roleErrors(true) },
  'networking.k8s.io/ingresses': {
    validate: ingressErrors,
    beforeCreate: (ingress, state, request) => {
      warnOfOldClass(ingress, request);
      return withIngressClass(ingress, state);
    },
  },
};

const plain = [...new Set([...Object.keys(defaultsOfKinds), ...Object.keys(firstStatuses), ...Object.keys(validated)])];

/** What is special about single built-in kinds, by table; made anew for each cluster, as services remember what they were given. */
export const makeKindRules = (serviceCidrs: readonly string[]): ReadonlyMap<string, KindRules> =>
  new Map<string, KindRules>([
    ...plain.map((table) => [table, { ...plainRules(table), ...validated[table] }] as const),
    ['/namespaces', namespaceRules],
    ['/pods', podRules],
    ['/services', serviceRules(serviceCidrs)],
    ['apiextensions.k8s.io/customresourcedefinitions', definitionRules],
  ]);
