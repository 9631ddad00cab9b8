import type { BuiltinKind } from '../builtin-kind.ts';

export const kind = {
  table: 'authentication.k8s.io/selfsubjectreviews',
  claim: {
    behaviour: 'tells who asks',
    upstream: 'pkg/registry/authentication/selfsubjectreview',
  },
  review: (_spec, { user }) => ({ userInfo: user }),
} satisfies BuiltinKind;
