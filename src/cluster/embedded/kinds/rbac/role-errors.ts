import type { UnknownObject } from '../../../../kube/object.ts';
import { invalid, required } from '../../api/field-error.ts';
import { type Errors, records } from '../shared/checks.ts';

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
