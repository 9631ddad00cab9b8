import type { NameRule } from './metadata.ts';
import type { ServedResource } from './registry.ts';

const special: Readonly<Record<string, NameRule>> = {
  '/namespaces': 'label',
  '/services': 'label',
  'rbac.authorization.k8s.io/roles': 'path',
  'rbac.authorization.k8s.io/clusterroles': 'path',
  'rbac.authorization.k8s.io/rolebindings': 'path',
  'rbac.authorization.k8s.io/clusterrolebindings': 'path',
};

/** What names of a resource must look like: the ValidateNameFunc of its strategy in kubernetes pkg/apis. */
export const nameRuleOf = (resource: ServedResource): NameRule => special[resource.table] ?? 'subdomain';
