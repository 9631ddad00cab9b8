import type { BuiltinKind } from '../builtin-kind.ts';
import { roleErrors } from './role-errors.ts';

export const kind = {
  table: 'rbac.authorization.k8s.io/roles',
  claim: {
    behaviour: 'rules within a namespace',
    upstream: 'pkg/apis/rbac/{v1/defaults.go,validation/validation.go}',
    notModelled: 'escalation; nobody is refused anything',
  },
  nameRule: 'path',
  validate: roleErrors(true),
} satisfies BuiltinKind;
