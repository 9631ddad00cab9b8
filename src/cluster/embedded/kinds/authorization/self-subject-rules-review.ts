import type { BuiltinKind } from '../builtin-kind.ts';

const everything = {
  resourceRules: [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }],
  nonResourceRules: [{ verbs: ['*'], nonResourceURLs: ['*'] }],
  incomplete: false,
};

export const kind = {
  table: 'authorization.k8s.io/selfsubjectrulesreviews',
  claim: {
    behaviour: 'everyone with a token may do everything',
    upstream: 'pkg/registry/authorization',
    notModelled: 'roles are not enforced',
  },
  review: () => everything,
} satisfies BuiltinKind;
