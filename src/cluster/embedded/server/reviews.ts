import { inHome } from '../api/home.ts';
import { badRequest } from '../api/refusals.ts';
import type { ServedResource } from '../api/registry.ts';
import { readObject } from './body.ts';
import type { ServerContext } from './context.ts';
import { negotiate } from './negotiate.ts';
import { answer } from './present.ts';
import type { Route } from './route.ts';
import { issuer, type User } from './tokens.ts';
import type { ApiAnswer, ApiRequest } from './wire.ts';

const everything = {
  resourceRules: [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }],
  nonResourceRules: [{ verbs: ['*'], nonResourceURLs: ['*'] }],
  incomplete: false,
};

type Spec = Readonly<Record<string, unknown>>;
type Review = (spec: Spec, user: User, context: ServerContext) => unknown;

/** Statuses of the kinds that are asked, not kept. */
const reviews: Readonly<Record<string, Review>> = {
  SelfSubjectAccessReview: () => ({ allowed: true }),
  SubjectAccessReview: (spec, user) => ({ allowed: isAllowed(spec, user) }),
  LocalSubjectAccessReview: (spec, user) => ({ allowed: isAllowed(spec, user) }),
  SelfSubjectRulesReview: () => everything,
  SelfSubjectReview: (_spec, user) => ({ userInfo: user }),
  TokenReview: reviewToken,
};

/** Everyone who has a token of this server may do everything: the API enforces no roles, and says so. */
const isAllowed = ({ user: name, groups }: Spec, { username }: User): boolean =>
  name === username ||
  (Array.isArray(groups) && groups.includes('system:masters')) ||
  /^system:serviceaccount:[^:]+:[^:]+$/.test(String(name));

/** Whose token it is, for one of the audiences asked for. */
function reviewToken({ token, audiences }: Spec, _user: User, { tokens }: ServerContext): unknown {
  if (!token) throw badRequest('token is required for TokenReview in authentication');
  const asked = Array.isArray(audiences) && audiences.length > 0 ? audiences.map(String) : [issuer];
  const found = tokens.review(String(token), asked);
  if ('user' in found) return { authenticated: true, ...found };
  return { error: found.error ? `[invalid bearer token, ${found.error}]` : 'invalid bearer token', user: {} };
}

/** Answers a review; undefined when the resource is none. */
export async function answerReview(
  context: ServerContext,
  resource: ServedResource,
  route: Route,
  request: ApiRequest,
): Promise<ApiAnswer | undefined> {
  const review = reviews[resource.kind];
  if (!review || resource.custom || request.method !== 'POST') return undefined;
  const asked = inHome(resource, route.namespace ?? '', await readObject(request, resource));
  const status = review((asked.spec ?? {}) as Spec, request.user, context);
  return answer({ ...asked, status }, negotiate(request.accept), 201);
}
