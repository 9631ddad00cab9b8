import type { UnknownObject } from '../../../kube/object.ts';
import type { ServedResource } from '../api/registry.ts';
import { readObject } from './body.ts';
import type { ServerContext } from './context.ts';
import { negotiate } from './negotiate.ts';
import { answer } from './present.ts';
import type { ApiAnswer, ApiRequest } from './wire.ts';

/** Whoever brings the token is the administrator. */
const user = { username: 'gatehouse-admin', groups: ['system:masters', 'system:authenticated'] };

const everything = {
  resourceRules: [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }],
  nonResourceRules: [{ verbs: ['*'], nonResourceURLs: ['*'] }],
  incomplete: false,
};

type Review = (spec: Readonly<Record<string, unknown>>, context: ServerContext) => unknown;

/** Statuses of the kinds that are asked, not kept. */
const reviews: Readonly<Record<string, Review>> = {
  SelfSubjectAccessReview: () => ({ allowed: true }),
  SubjectAccessReview: (spec) => ({ allowed: isAdministrator(spec) }),
  LocalSubjectAccessReview: (spec) => ({ allowed: isAdministrator(spec) }),
  SelfSubjectRulesReview: () => everything,
  SelfSubjectReview: () => ({ userInfo: user }),
  TokenReview: (spec) => ({ authenticated: false, error: spec.token ? 'invalid bearer token' : 'no token given' }),
};

const isAdministrator = ({ user: name, groups }: Readonly<Record<string, unknown>>): boolean =>
  name === user.username || (Array.isArray(groups) && groups.includes('system:masters'));

/** Answers a review; undefined when the resource is none. */
export async function answerReview(
  context: ServerContext,
  resource: ServedResource,
  request: ApiRequest,
): Promise<ApiAnswer | undefined> {
  const review = reviews[resource.kind];
  if (!review || resource.custom || request.method !== 'POST') return undefined;
  const asked: UnknownObject = await readObject(request, resource);
  const status = review((asked.spec ?? {}) as Readonly<Record<string, unknown>>, context);
  return answer({ ...asked, status }, negotiate(request.accept), 201);
}
