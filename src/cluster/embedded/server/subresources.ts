import type { UnknownObject } from '../../../kube/object.ts';
import { compileSelector, type LabelSelector } from '../../../kube/selector.ts';
import { invalid, invalidObject } from '../api/field-error.ts';
import { badRequest, notFound, notServed, refusal } from '../api/refusals.ts';
import type { ServedResource } from '../api/registry.ts';
import { timestamp } from '../api/state.ts';
import { targetOf } from '../api/target.ts';
import { kind as disruptionBudgets } from '../kinds/policy/pod-disruption-budget.ts';
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
  switch (name) {
    case 'scale':
      return answerScale(context, resource, route, request);
    case 'binding':
      return answerBinding(context, resource, route, request);
    case 'eviction':
      return answerEviction(context, resource, route, request);
    case 'log':
      return answerText(podLog(readOne(context, resource, route.namespace ?? '', route.name!), request.query));
    case 'token':
      return answerToken(context, resource, route, request);
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
  return answer(presentObject(context, resource, object, format, request), format);
}

interface PodParts {
  readonly status?: { readonly phase?: string };
}

/** A binding is named by its path. */
async function answerBinding(
  context: ServerContext,
  resource: ServedResource,
  route: Route,
  request: ApiRequest,
): Promise<ApiAnswer> {
  const bindings = subresourceKind(resource, 'binding');
  const served = context.state.registry.ofKind({ apiVersion: bindings.version, kind: bindings.kind });
  const given = await readObject(request, served);
  const named = { ...given, metadata: { ...given.metadata, name: route.name! } };
  await context.door.create(targetOf(served, route.namespace), named, writeRequest(route, request, []));
  return answer(done, negotiate(request.accept), 201);
}

interface Budget {
  readonly spec?: { readonly selector?: LabelSelector };
  readonly status?: {
    readonly disruptionsAllowed?: number;
    readonly currentHealthy?: number;
    readonly desiredHealthy?: number;
  };
}

/** kubernetes pkg/registry/core/pod/storage/eviction.go: pods that run cost their budget, others nothing. */
function requireBudget({ state }: ServerContext, pod: UnknownObject): void {
  const { phase } = (pod as unknown as PodParts).status ?? {};
  if (phase === 'Succeeded' || phase === 'Failed' || phase === 'Pending' || pod.metadata.deletionTimestamp) return;
  for (const found of state.store.table(disruptionBudgets.table).list(pod.metadata.namespace ?? '')) {
    const { spec, status } = found as unknown as Budget;
    const compiled = compileSelector(spec?.selector ?? {});
    if ('error' in compiled || !compiled.matches(pod.metadata.labels)) continue;
    if ((status?.disruptionsAllowed ?? 0) > 0) continue;
    const { name } = found.metadata;
    const message = `The disruption budget ${name} needs ${status?.desiredHealthy ?? 0} healthy pods and has ${status?.currentHealthy ?? 0} currently`;
    const why = "Cannot evict pod as it would violate the pod's disruption budget.";
    throw refusal(429, 'TooManyRequests', why, { causes: [{ reason: 'DisruptionBudget', message }] });
  }
}

/** An eviction deletes the pod unless a disruption budget has nothing left to give. */
async function answerEviction(
  context: ServerContext,
  resource: ServedResource,
  route: Route,
  request: ApiRequest,
): Promise<ApiAnswer> {
  const eviction = await readObject(request, { apiVersion: 'policy/v1', kind: 'Eviction' });
  const options = (eviction.deleteOptions ?? {}) as { readonly gracePeriodSeconds?: number };
  const pod = context.state.store.get(resource.table, route.namespace ?? '', route.name!);
  if (pod) requireBudget(context, pod);
  await context.door.delete(targetOf(resource, route.namespace, route.name), options, writeRequest(route, request, []));
  return answer(done, negotiate(request.accept), 201);
}

async function answerToken(
  context: ServerContext,
  resource: ServedResource,
  route: Route,
  request: ApiRequest,
): Promise<ApiAnswer> {
  const { state } = context;
  const account = state.store.get(resource.table, route.namespace ?? '', route.name!);
  if (!account) throw notFound(resource, route.name!);
  const asked = await readObject(request, { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest' });
  const spec = (asked.spec ?? {}) as {
    readonly audiences?: readonly string[];
    readonly expirationSeconds?: number | bigint;
  };
  const seconds = tokenSeconds(spec.expirationSeconds ?? 3600);
  const audiences = spec.audiences?.length ? spec.audiences : [issuer];
  const token = context.tokens.issue(account, { audiences, seconds });
  const issued = {
    ...asked,
    metadata: { ...account.metadata, creationTimestamp: timestamp(state.now()) },
    spec: { ...spec, audiences, expirationSeconds: seconds },
    status: { token, expirationTimestamp: timestamp(state.now() + seconds * 1000) },
  };
  return answer(issued, negotiate(request.accept), 201);
}

/** Seconds a token is to be good for: kubernetes pkg/apis/authentication/validation ValidateTokenRequest. */
function tokenSeconds(asked: number | bigint): number {
  const refused = (limit: string) => {
    const fault = invalid('spec.expirationSeconds', asked, `may not specify a duration ${limit}`);
    return invalidObject({ group: 'authentication.k8s.io', kind: 'TokenRequest' }, '', [fault]);
  };
  if (asked < 600) throw refused('less than 10 minutes');
  if (asked > 2 ** 32) throw refused('larger than 2^32 seconds');
  return Number(asked);
}
