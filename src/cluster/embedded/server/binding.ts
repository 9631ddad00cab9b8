import type { UnknownObject } from '../../../kube/object.ts';
import { bindPod } from '../api/bind.ts';
import type { ServerContext } from './context.ts';
import { negotiate } from './negotiate.ts';
import { answer } from './present.ts';
import type { Route } from './route.ts';
import type { ApiAnswer, ApiRequest } from './wire.ts';

/** Places a pod and answers with a Status: there is nothing to keep. */
export function carryOutBinding(
  { state }: ServerContext,
  { namespace = '' }: Route,
  request: ApiRequest,
  binding: UnknownObject,
): Promise<ApiAnswer> {
  bindPod(state, namespace, binding, request.query.has('dryRun'));
  const status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 };
  return answer(status, negotiate(request.accept), 201);
}
