import type { BuiltinKind } from '../builtin-kind.ts';
import { roleErrors } from './role-errors.ts';

export const kind = {
  table: 'rbac.authorization.k8s.io/clusterroles',
  claim: {
    behaviour: 'rules',
    upstream: 'pkg/apis/rbac/validation/validation.go',
    notModelled: 'aggregation, escalation; nobody is refused anything',
  },
  nameRule: 'path',
  validate: roleErrors(false),
} satisfies BuiltinKind;
