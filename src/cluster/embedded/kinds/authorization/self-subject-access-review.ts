import type { BuiltinKind } from '../builtin-kind.ts';

export const kind = {
  table: 'authorization.k8s.io/selfsubjectaccessreviews',
  claim: {
    behaviour: 'everyone with a token may do everything',
    upstream: 'pkg/registry/authorization',
    notModelled: 'roles are not enforced',
  },
  review: () => ({ allowed: true }),
} satisfies BuiltinKind;
