import { badRequest } from '../../api/refusals.ts';
import type { BuiltinKind } from '../builtin-kind.ts';

export const kind = {
  table: 'authentication.k8s.io/tokenreviews',
  claim: {
    behaviour: 'tells whose token it is',
    upstream: 'pkg/registry/authentication/tokenreview',
  },
  review: ({ token, audiences }, { reviewToken }) => {
    if (!token) throw badRequest('token is required for TokenReview in authentication');
    return reviewToken(String(token), Array.isArray(audiences) ? audiences.map(String) : []);
  },
} satisfies BuiltinKind;
