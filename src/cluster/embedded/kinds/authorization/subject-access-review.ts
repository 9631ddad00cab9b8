import type { BuiltinKind } from '../builtin-kind.ts';
import { isAllowed } from './allowed.ts';

export const kind = {
  table: 'authorization.k8s.io/subjectaccessreviews',
  claim: {
    behaviour: 'everyone with a token may do everything',
    upstream: 'pkg/registry/authorization',
    notModelled: 'roles are not enforced',
  },
  review: (spec, asker) => ({ allowed: isAllowed(spec, asker) }),
} satisfies BuiltinKind;
