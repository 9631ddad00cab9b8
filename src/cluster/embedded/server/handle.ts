import { groupOf } from '../../../kube/object.ts';
import { methodNotAllowed, notServed, refusal } from '../api/refusals.ts';
import type { ServedResource } from '../api/state.ts';
import type { ServerContext } from './context.ts';
import { statusOf } from './error-status.ts';
import { answerList } from './list.ts';
import { negotiate } from './negotiate.ts';
import { answer, presentObject } from './present.ts';
import { readOne } from './read-one.ts';
import { answerReview } from './reviews.ts';
import { type Route, readRoute } from './route.ts';
import { answerStatic } from './static.ts';
import { answerSubresource } from './subresources.ts';
import { answerWatch } from './watch.ts';
import { type ApiAnswer, type ApiRequest, answerJson, answerText } from './wire.ts';
import { answerWrite } from './write.ts';

/** Answers one request; whatever goes wrong is a Status, never a stack trace. */
export async function handleRequest(context: ServerContext, request: ApiRequest): Promise<ApiAnswer> {
  try {
    const known = await answerStatic(context, request);
    if (known) return known;
    const route = readRoute(request.path);
    if (!route) return noSuchPath;
    return await answerResource(context, route, request);
  } catch (error) {
    const status = statusOf(error);
    return answerJson(status, status.code);
  }
}

async function answerResource(context: ServerContext, asked: Route, request: ApiRequest): Promise<ApiAnswer> {
  const route = withoutWatchPrefix(asked);
  const resource = context.state.registry.findPath(route.apiVersion, route.plural);
  if (!resource || (route.namespace !== undefined && !resource.namespaced)) {
    if (!isBuiltinGroup(context, route)) return noSuchPath;
    throw notServed();
  }
  const answered = await answerServed(context, resource, { asked, route }, request);
  const deprecation = resource.custom?.deprecation ?? resource.own.deprecation;
  return deprecation ? { ...answered, warnings: [deprecation, ...(answered.warnings ?? [])] } : answered;
}

/** Groups that are not built in are looked for by the server of custom resources, which knows no Status for a path. */
const noSuchPath = answerText('404 page not found\n', 404);

const isBuiltinGroup = ({ state }: ServerContext, { apiVersion }: Route): boolean =>
  state.registry.all().some(({ group, custom }) => !custom && group === groupOf(apiVersion));

async function answerServed(
  context: ServerContext,
  resource: ServedResource,
  { asked, route }: { readonly asked: Route; readonly route: Route },
  request: ApiRequest,
): Promise<ApiAnswer> {
  if (route.subresource !== undefined) return answerSubresource(context, resource, route, request);
  requireVerb(resource, verbOf(route, request));
  if (request.method === 'GET' || request.method === 'HEAD') {
    const watching = /^(true|1)$/.test(request.query.get('watch') ?? '') || route !== asked;
    return answerRead(context, resource, { route, watching }, request);
  }
  return (await answerReview(context, resource, route, request)) ?? answerWrite(context, resource, route, request);
}

/** `/api/v1/watch/…` is the old way to ask for a watch. */
function withoutWatchPrefix(route: Route): Route {
  if (route.plural !== 'watch' || route.name === undefined) return route;
  const tail = [route.name, ...(route.subresource?.split('/') ?? [])];
  return (
    readRoute(`/${route.apiVersion.includes('/') ? 'apis' : 'api'}/${route.apiVersion}/${tail.join('/')}`) ?? route
  );
}

function verbOf({ name }: Route, { method, query }: ApiRequest): string {
  switch (method) {
    case 'GET':
    case 'HEAD':
      return name !== undefined ? 'get' : query.get('watch') === 'true' ? 'watch' : 'list';
    case 'POST':
      return name === undefined ? 'create' : 'none';
    case 'PUT':
      return name === undefined ? 'none' : 'update';
    case 'PATCH':
      return name === undefined ? 'none' : 'patch';
    case 'DELETE':
      return name === undefined ? 'deletecollection' : 'delete';
    default:
      return 'none';
  }
}

function requireVerb(resource: ServedResource, verb: string): void {
  if (!resource.verbs.includes(verb)) {
    throw refusal(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource', {});
  }
}

async function answerRead(
  context: ServerContext,
  resource: ServedResource,
  { route, watching }: { readonly route: Route; readonly watching: boolean },
  request: ApiRequest,
): Promise<ApiAnswer> {
  const format = negotiate(request.accept);
  const { namespace, name } = route;
  if (resource.namespaced && name !== undefined && namespace === undefined) throw methodNotAllowed(resource, 'get');
  if (watching) return answerWatch(context, resource, route, { request, format });
  if (name === undefined) return answerList(context, resource, namespace, { request, format });
  const object = readOne(context, resource, namespace ?? '', name);
  return answer(presentObject(context, resource, object, { request, format }), format);
}
