import { badRequest, notServed, refusal } from '../api/refusals.ts';
import type { PartAction, ServedResource } from '../api/state.ts';
import { targetOf } from '../api/target.ts';
import { readObject } from './body.ts';
import type { ServerContext } from './context.ts';
import { negotiate } from './negotiate.ts';
import { podLog } from './pod-log.ts';
import { answer, presentObject } from './present.ts';
import { readOne } from './read-one.ts';
import type { Route } from './route.ts';
import { answerScale } from './scale.ts';
import { answerProxy } from './streams/proxy.ts';
import { subresourceKind } from './subresource-kind.ts';
import { issuer } from './tokens.ts';
import { type ApiAnswer, type ApiRequest, answerText } from './wire.ts';
import { answerWrite, done, writeRequest } from './write.ts';

const verbs: Readonly<Record<string, string>> = {
  GET: 'get',
  HEAD: 'get',
  POST: 'create',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
};

/** A part of a resource: status, scale, binding, eviction, log, token … */
export async function answerSubresource(
  context: ServerContext,
  resource: ServedResource,
  route: Route,
  request: ApiRequest,
): Promise<ApiAnswer> {
  const name = route.subresource!;
  if (/^proxy(?:\/|$)/.test(name) && resource.subresources.includes('proxy')) {
    return answerProxy(context, resource, route, request);
  }
  if (!resource.subresources.includes(name)) throw notServed();
  if (!subresourceKind(resource, name).verbs.includes(verbs[request.method] ?? '')) {
    throw refusal(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource', {});
  }
  const action = resource.own.actions?.[name];
  if (action) return answerAction(context, { resource, route }, action, request);
  switch (name) {
    case 'scale':
      return answerScale(context, resource, route, request);
    case 'log':
      return answerText(podLog(readOne(context, resource, route.namespace ?? '', route.name!), request.query));
    case 'portforward':
      throw badRequest('Upgrade request required');
    case 'exec':
    case 'attach':
      throw refusal(501, 'NotImplemented', `${name} needs a process to talk to: pods of the embedded cluster run none`);
    default:
      return answerPart(context, resource, route, request);
  }
}

async function answerPart(
  context: ServerContext,
  resource: ServedResource,
  route: Route,
  request: ApiRequest,
): Promise<ApiAnswer> {
  if (request.method !== 'GET' && request.method !== 'HEAD') return answerWrite(context, resource, route, request);
  const format = negotiate(request.accept);
  const object = readOne(context, resource, route.namespace ?? '', route.name!);
  return answer(presentObject(context, resource, object, { request, format }), format);
}

/** Does what was sent to the part; without words of its own the answer is a Status. */
async function answerAction(
  context: ServerContext,
  { resource, route }: { readonly resource: ServedResource; readonly route: Route },
  { takes, act }: PartAction,
  request: ApiRequest,
): Promise<ApiAnswer> {
  const target = targetOf(resource, route.namespace, route.name);
  const given = await readObject(request, takes);
  const options = writeRequest(route, request, []);
  const answered = await act({
    state: context.state,
    target,
    given,
    dryRun: options.dryRun,
    deleteTarget: (how) => context.door.delete(target, how, options),
    issueToken: (account, asked) => {
      const audiences = asked.audiences.length > 0 ? asked.audiences : [issuer];
      return { token: context.tokens.issue(account, { ...asked, audiences }), audiences };
    },
  });
  return answer(answered ?? done, negotiate(request.accept), 201);
}
