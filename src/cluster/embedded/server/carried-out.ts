import type { UnknownObject } from '../../../kube/object.ts';
import type { ServedResource } from '../api/registry.ts';
import type { ServerContext } from './context.ts';
import { negotiate } from './negotiate.ts';
import { answer } from './present.ts';
import type { Route } from './route.ts';
import type { ApiAnswer, ApiRequest } from './wire.ts';

/** Does what an object says and answers with a Status: there is nothing to keep. */
export function answerCarriedOut(
  { state }: ServerContext,
  resource: ServedResource,
  { namespace = '' }: Route,
  request: ApiRequest,
  object: UnknownObject,
): Promise<ApiAnswer> {
  resource.own.carryOut?.(state, namespace, object, request.query.has('dryRun'));
  const status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 };
  return answer(status, negotiate(request.accept), 201);
}
