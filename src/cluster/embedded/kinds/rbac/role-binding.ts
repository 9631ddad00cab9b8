import type { BuiltinKind } from '../builtin-kind.ts';
import { bindingRules } from './role-binding-rules.ts';

export const kind = {
  table: 'rbac.authorization.k8s.io/rolebindings',
  claim: {
    behaviour: 'defaults, one role for ever, table',
    upstream: 'pkg/apis/rbac/{v1/defaults.go,validation/validation.go}',
    notModelled: 'escalation',
  },
  ...bindingRules(['Role', 'ClusterRole']),
} satisfies BuiltinKind;
