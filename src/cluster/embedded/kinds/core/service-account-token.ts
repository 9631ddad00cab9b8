import { invalid, invalidObject } from '../../api/field-error.ts';
import { notFound } from '../../api/refusals.ts';
import type { PartAction } from '../../api/state.ts';
import { timestamp } from '../../api/timestamp.ts';

const group = 'authentication.k8s.io';

interface TokenSpec {
  readonly audiences?: readonly string[];
  readonly expirationSeconds?: number | bigint;
}

/** Seconds a token is to be good for: kubernetes pkg/apis/authentication/validation ValidateTokenRequest. */
function tokenSeconds(asked: number | bigint): number {
  const refused = (limit: string) => {
    const fault = invalid('spec.expirationSeconds', asked, `may not specify a duration ${limit}`);
    return invalidObject({ group, kind: 'TokenRequest' }, '', [fault]);
  };
  if (asked < 600) throw refused('less than 10 minutes');
  if (asked > 2 ** 32) throw refused('larger than 2^32 seconds');
  return Number(asked);
}

/** A token for those who run as an account: kubernetes pkg/registry/core/serviceaccount/storage/token.go */
export const tokenRequest: PartAction = {
  takes: { apiVersion: `${group}/v1`, kind: 'TokenRequest' },
  act: ({ state, target, given, issueToken }) => {
    const account = state.store.get(target.resource.table, target.namespace, target.name);
    if (!account) throw notFound(target.resource, target.name);
    const spec = (given.spec ?? {}) as TokenSpec;
    const seconds = tokenSeconds(spec.expirationSeconds ?? 3600);
    const { token, audiences } = issueToken(account, { audiences: spec.audiences ?? [], seconds });
    return {
      ...given,
      metadata: { ...account.metadata, creationTimestamp: timestamp(state.now()) },
      spec: { ...spec, audiences, expirationSeconds: seconds },
      status: { token, expirationTimestamp: timestamp(state.now() + seconds * 1000) },
    };
  },
};
