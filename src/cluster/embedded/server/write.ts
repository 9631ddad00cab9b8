import type { Json, UnknownObject } from '../../../kube/object.ts';
import type { DeleteOptions, Patch } from '../../cluster.ts';
import type { Deletion } from '../api/delete.ts';
import { badRequest, refusal } from '../api/refusals.ts';
import type { ServedResource, Target, WriteRequest } from '../api/state.ts';
import { targetOf } from '../api/target.ts';
import { mediaType, readBody, readObject, unsupportedType } from './body.ts';
import type { AnswerOfResource, ServerContext } from './context.ts';
import { negotiate } from './negotiate.ts';
import { requireDeleteOptions, requirePatchOptions, requireWriteOptions } from './options.ts';
import { answer, presentList, presentObject } from './present.ts';
import type { Route } from './route.ts';
import type { ApiRequest } from './wire.ts';

/** POST, PUT, PATCH and DELETE of a resource, or PUT and PATCH of a part of it. */
export const answerWrite: AnswerOfResource = async (context, resource, route, request) => {
  switch (request.method) {
    case 'POST':
      return answerCreate(context, resource, route, request);
    case 'PUT':
      return answerUpdate(context, resource, route, request);
    case 'PATCH':
      return answerPatch(context, resource, route, request);
    default:
      return route.name === undefined
        ? answerDeleteCollection(context, resource, route, request)
        : answerDelete(context, resource, route, request);
  }
};

/** What the query says of a write, and where its warnings go. */
export function writeRequest(route: Route, request: ApiRequest, warnings: string[]): WriteRequest {
  const { query } = request;
  return {
    subresource: route.subresource,
    fieldManager: query.get('fieldManager') || request.userAgent.split('/')[0] || 'unknown',
    dryRun: query.has('dryRun'),
    force: query.get('force') === 'true',
    fieldValidation: fieldValidationOf(query),
    warn: (text) => warnings.push(text),
  };
}

function fieldValidationOf(query: URLSearchParams): 'Strict' | 'Warn' | 'Ignore' {
  const asked = query.get('fieldValidation') || 'Warn';
  if (asked === 'Strict' || asked === 'Warn' || asked === 'Ignore') return asked;
  const text = `fieldValidation: Unsupported value: ${JSON.stringify(asked)}: supported values: "Ignore", "Strict", "Warn"`;
  throw refusal(422, 'Invalid', `CreateOptions.meta.k8s.io "" is invalid: ${text}`);
}

const targetIn = (resource: ServedResource, { namespace, name }: Route): Target => targetOf(resource, namespace, name);

/** The answer to what was done and is not kept. */
export const done = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 };

const answerCreate: AnswerOfResource = async (context, resource, route, request) => {
  const format = negotiate(request.accept);
  requireWriteOptions('CreateOptions', request.query);
  const object = await readObject(request, resource);
  const warnings: string[] = [];
  requirePath(resource, route);
  const created = await context.door.create(targetIn(resource, route), object, writeRequest(route, request, warnings));
  if (resource.own.carryOut) return answer(done, format, 201);
  return answer(presentObject(context, resource, created, { request, format }), format, 201, warnings);
};

/** Objects of a namespaced kind are made in a namespace. */
function requirePath(resource: ServedResource, route: Route): void {
  if (!resource.namespaced || route.namespace) return;
  throw refusal(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource', {});
}

const answerUpdate: AnswerOfResource = async (context, resource, route, request) => {
  const format = negotiate(request.accept);
  requireWriteOptions('UpdateOptions', request.query);
  const object = await readObject(request, resource);
  const warnings: string[] = [];
  const options = writeRequest(route, request, warnings);
  const updated = await context.door.update(targetIn(resource, route), object, options);
  return answer(presentObject(context, resource, updated, { request, format }), format, 200, warnings);
};

const patchTypes: Readonly<Record<string, Patch['type'] | 'apply'>> = {
  'application/json-patch+json': 'json',
  'application/merge-patch+json': 'merge',
  'application/strategic-merge-patch+json': 'strategic',
  'application/apply-patch+yaml': 'apply',
};

const answerPatch: AnswerOfResource = async (context, resource, route, request) => {
  const format = negotiate(request.accept);
  const type = patchTypes[mediaType(request)];
  if (!type || (type === 'strategic' && resource.custom)) {
    if (!resource.custom) throw refusal(415, 'UnsupportedMediaType', '415: Unsupported Media Type', {});
    throw unsupportedType(Object.keys(patchTypes).filter((name) => !name.includes('strategic')));
  }
  requirePatchOptions(type === 'apply', request.query);
  const warnings: string[] = [];
  const options = writeRequest(route, request, warnings);
  const target = targetIn(resource, route);
  if (type === 'apply') {
    const there = context.state.store.get(resource.table, target.namespace, target.name) !== undefined;
    const applied = await applyBody(context, target, request, options);
    return answer(presentObject(context, resource, applied, { request, format }), format, there ? 200 : 201, warnings);
  }
  const body = (await readBody(request)) ?? null;
  const patch = { type, body } as Patch;
  const patched = await context.door.patch(target, patch, options);
  return answer(presentObject(context, resource, patched, { request, format }), format, 200, warnings);
};

/** An applied object says what it is: apiserver pkg/endpoints/handlers/patch.go */
async function requireAppliedKind(request: ApiRequest, resource: ServedResource): Promise<void> {
  const body = ((await readBody(request)) ?? {}) as { readonly apiVersion?: string; readonly kind?: string };
  const { apiVersion = '', kind = '' } = body;
  if (apiVersion === resource.apiVersion && kind === resource.kind) return;
  if (resource.custom) return;
  const groupVersion = apiVersion === '' || apiVersion.includes('/') ? apiVersion || '/' : `/${apiVersion}`;
  throw badRequest(`invalid object type: ${groupVersion}, Kind=${kind}`);
}

async function applyBody(
  { door }: ServerContext,
  target: Target,
  request: ApiRequest,
  options: WriteRequest,
): Promise<UnknownObject> {
  await requireAppliedKind(request, target.resource);
  return door.apply(target, await readObject(request, target.resource), options);
}

interface DeleteBody {
  readonly propagationPolicy?: DeleteOptions['propagationPolicy'];
  readonly gracePeriodSeconds?: number | bigint;
  readonly orphanDependents?: boolean;
  readonly preconditions?: DeleteOptions['preconditions'];
  readonly dryRun?: readonly string[];
}

async function readDeleteOptions(request: ApiRequest): Promise<DeleteOptions & { readonly dryRun: boolean }> {
  const body = ((await readBody(request)) ?? {}) as Json as DeleteBody;
  const { query } = request;
  const grace = query.get('gracePeriodSeconds');
  const policy = query.get('propagationPolicy') as DeleteOptions['propagationPolicy'] | null;
  const orphan = body.orphanDependents === undefined ? undefined : body.orphanDependents ? 'Orphan' : 'Background';
  requireDeleteOptions(policy ?? body.propagationPolicy, [...(body.dryRun ?? []), ...query.getAll('dryRun')]);
  return {
    propagationPolicy: policy ?? body.propagationPolicy ?? orphan,
    gracePeriodSeconds: grace === null ? body.gracePeriodSeconds : Number(grace),
    preconditions: body.preconditions,
    dryRun: (body.dryRun?.length ?? 0) > 0 || query.has('dryRun'),
  };
}

const answerDelete: AnswerOfResource = async (context, resource, route, request) => {
  const format = negotiate(request.accept);
  const options = await readDeleteOptions(request);
  const warnings: string[] = [];
  const write = { ...writeRequest(route, request, warnings), dryRun: options.dryRun };
  const deletion = await context.door.delete(targetIn(resource, route), options, write);
  return answer(deletionAnswer(resource, deletion), format, 200, warnings);
};

function deletionAnswer(resource: ServedResource, { object, gone }: Deletion): unknown {
  if (!gone || resource.own.answersWithObject) return object;
  const { name, uid } = object.metadata;
  const { group, plural } = resource;
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    details: { name, ...(group ? { group } : {}), kind: plural, uid },
  };
}

const answerDeleteCollection: AnswerOfResource = async (context, resource, route, request) => {
  const format = negotiate(request.accept);
  const options = await readDeleteOptions(request);
  const { query } = request;
  const selected = {
    ...options,
    labelSelector: query.get('labelSelector') ?? undefined,
    fieldSelector: query.get('fieldSelector') ?? undefined,
  };
  const write = { ...writeRequest(route, request, []), dryRun: options.dryRun };
  const deleted = await context.door.deleteAll(targetIn(resource, route), selected, write);
  const metadata = { resourceVersion: String(context.state.store.revision) };
  return answer(presentList(context, resource, { objects: deleted, metadata }, { request, format }), format);
};
