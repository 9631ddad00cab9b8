import { inHome } from '../api/home.ts';
import type { ServedResource } from '../api/state.ts';
import type { Asker } from '../kinds/kind-parts.ts';
import { record } from '../kinds/shared/checks.ts';
import { readObject } from './body.ts';
import type { ServerContext } from './context.ts';
import { negotiate } from './negotiate.ts';
import { answer } from './present.ts';
import type { Route } from './route.ts';
import { issuer } from './tokens.ts';
import type { ApiAnswer, ApiRequest } from './wire.ts';

/** Tells whose token it is, for one of the audiences asked for. */
const tokenReviewer =
  ({ tokens }: ServerContext): Asker['reviewToken'] =>
  (token, audiences) => {
    const found = tokens.review(token, audiences.length > 0 ? audiences : [issuer]);
    if ('user' in found) return { authenticated: true, ...found };
    return { error: found.error ? `[invalid bearer token, ${found.error}]` : 'invalid bearer token', user: {} };
  };

/** Answers a review; undefined when the resource is none. */
export async function answerReview(
  context: ServerContext,
  resource: ServedResource,
  route: Route,
  request: ApiRequest,
): Promise<ApiAnswer | undefined> {
  const { review } = resource.own;
  if (!review || request.method !== 'POST') return undefined;
  const asked = inHome(resource, route.namespace ?? '', await readObject(request, resource));
  const status = review(record(asked.spec), { user: request.user, reviewToken: tokenReviewer(context) });
  return answer({ ...asked, status }, negotiate(request.accept), 201);
}
