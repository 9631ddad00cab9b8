import { equalJson } from '../../../../kube/json.ts';
import type { UnknownObject } from '../../../../kube/object.ts';
import { invalid, notSupported, required } from '../../api/field-error.ts';
import { type Errors, record, records } from './checks.ts';

const isEmpty = (value: unknown): boolean => !Array.isArray(value) || value.length === 0;

/** kubernetes pkg/apis/rbac/validation/validation.go ValidatePolicyRule, within a namespace or beyond. */
export const roleErrors =
  (namespaced: boolean) =>
  (role: UnknownObject): Errors =>
    records(role.rules).flatMap((rule, index) => {
      const at = `rules[${index}]`;
      const verbs = isEmpty(rule.verbs) ? [required(`${at}.verbs`, 'verbs must contain at least one value')] : [];
      if (!isEmpty(rule.nonResourceURLs)) {
        const text = 'namespaced rules cannot apply to non-resource URLs';
        return namespaced ? [...verbs, invalid(`${at}.nonResourceURLs`, rule.nonResourceURLs, text)] : verbs;
      }
      return [
        ...verbs,
        ...(isEmpty(rule.apiGroups)
          ? [required(`${at}.apiGroups`, 'resource rules must supply at least one api group')]
          : []),
        ...(isEmpty(rule.resources)
          ? [required(`${at}.resources`, 'resource rules must supply at least one resource')]
          : []),
      ];
    });

const rbac = 'rbac.authorization.k8s.io';

/** kubernetes pkg/apis/rbac/validation/validation.go ValidateRoleBinding, ValidateClusterRoleBinding */
export const bindingErrors =
  (kinds: readonly string[]) =>
  (binding: UnknownObject): Errors => {
    const role = record(binding.roleRef);
    return [
      ...(role.apiGroup === rbac ? [] : [notSupported('roleRef.apiGroup', role.apiGroup ?? '', [rbac])]),
      ...(kinds.includes(String(role.kind)) ? [] : [notSupported('roleRef.kind', role.kind ?? '', kinds)]),
      ...(role.name ? [] : [required('roleRef.name')]),
    ];
  };

/** A binding keeps its role for ever. */
export const bindingUpdateErrors =
  (kinds: readonly string[]) =>
  (next: UnknownObject, old: UnknownObject): Errors => {
    const errors = bindingErrors(kinds)(next);
    if (equalJson(next.roleRef, old.roleRef)) return errors;
    const { apiGroup: APIGroup, kind: Kind, name: Name } = record(next.roleRef);
    return [...errors, invalid('roleRef', { APIGroup, Kind, Name }, 'cannot change roleRef')];
  };
