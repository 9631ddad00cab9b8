import { isJsonObject } from '../../../kube/json.ts';
import type { Json, UnknownObject } from '../../../kube/object.ts';
import { applyJsonPatch } from '../../../kube/patch-json.ts';
import { applyMergePatch } from '../../../kube/patch-merge.ts';
import type { LabelSelector } from '../../../kube/selector.ts';
import { invalid, invalidObject } from '../api/field-error.ts';
import { badRequest, conflict } from '../api/refusals.ts';
import type { ServedResource } from '../api/state.ts';
import { targetOf } from '../api/target.ts';
import { selectorText } from '../kinds/shared/template-cells.ts';
import { mediaType, readBody, readObject } from './body.ts';
import type { AnswerOfResource } from './context.ts';
import { negotiate } from './negotiate.ts';
import { answer } from './present.ts';
import { readOne } from './read-one.ts';
import { parseJsonPath, valuesAt } from './tables/json-path.ts';
import type { ApiRequest } from './wire.ts';
import { writeRequest } from './write.ts';

const kind = { apiVersion: 'autoscaling/v1', kind: 'Scale' };

/** autoscaling/v1 Scale of a resource. */
export const answerScale: AnswerOfResource = async (context, resource, route, request) => {
  const format = negotiate(request.accept);
  const namespace = route.namespace ?? '';
  const object = readOne(context, resource, namespace, route.name!);
  if (request.method === 'GET' || request.method === 'HEAD') return answer(scaleOf(resource, object), format);
  const wanted = await readWanted(request, scaleOf(resource, object));
  const { resourceVersion } = wanted.metadata;
  if (resourceVersion && resourceVersion !== object.metadata.resourceVersion) throw conflict(resource, route.name!);
  const replicas = (wanted.spec as { replicas?: number } | undefined)?.replicas ?? 0;
  if (!Number.isInteger(replicas) || replicas < 0) {
    const errors = [invalid('spec.replicas', replicas, 'must be greater than or equal to 0')];
    throw invalidObject({ group: 'autoscaling', kind: 'Scale' }, route.name!, errors);
  }
  const next = withReplicas(resource, object, replicas);
  const options = { ...writeRequest(route, request, []), subresource: undefined };
  const updated = await context.door.update(targetOf(resource, namespace, route.name), next, options);
  return answer(scaleOf(resource, updated), format);
};

async function readWanted(request: ApiRequest, current: UnknownObject): Promise<UnknownObject> {
  if (request.method === 'PUT') return readObject(request, kind);
  const body = (await readBody(request)) ?? null;
  const patched = patchScale(mediaType(request), current as Json, body);
  if (isJsonObject(patched) && isJsonObject(patched.metadata ?? null)) return patched as UnknownObject;
  throw badRequest('the patch leaves no Scale');
}

function patchScale(type: string, current: Json, body: Json): Json {
  if (type !== 'application/json-patch+json') return applyMergePatch(current, body);
  const result = applyJsonPatch(current, body);
  if ('error' in result) throw badRequest(result.error);
  return result.value;
}

interface Scalable {
  readonly spec?: { readonly replicas?: number; readonly selector?: LabelSelector | Record<string, string> };
  readonly status?: { readonly replicas?: number };
}

/** Paths of a scale may leave out the leading period: apiextensions-apiserver pkg/registry/customresource/etcd.go. */
function readPath(object: UnknownObject, path: string): unknown {
  const steps = parseJsonPath(path.startsWith('.') ? path : `.${path}`);
  return steps && valuesAt(object, steps)[0];
}

function scaleOf(resource: ServedResource, object: UnknownObject): UnknownObject {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const { scale } = resource.custom ?? {};
  const { spec, status } = object as Scalable;
  const read = (path: string | undefined): unknown => path && readPath(object, path);
  const selector = scale
    ? (read(scale.labelSelectorPath) as string | undefined)
    : builtinSelector(resource, spec?.selector);
  const replicas = (scale ? (read(scale.specReplicasPath) as number) : spec?.replicas) ?? 0;
  return {
    ...kind,
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: replicas === 0 ? {} : { replicas },
    status: {
      replicas: (scale ? (read(scale.statusReplicasPath) as number) : status?.replicas) ?? 0,
      ...(selector ? { selector } : {}),
    },
  };
}

function builtinSelector(resource: ServedResource, selector: unknown): string | undefined {
  if (!selector) return undefined;
  return selectorText(resource.own.scaleSelector?.(selector) ?? (selector as LabelSelector));
}

function withReplicas(resource: ServedResource, object: UnknownObject, replicas: number): UnknownObject {
  const path = (resource.custom?.scale?.specReplicasPath ?? '.spec.replicas').split('.').slice(1);
  const set = (value: unknown, [field, ...rest]: readonly string[]): unknown =>
    field === undefined
      ? replicas
      : { ...(value as object), [field]: set((value as Record<string, unknown>)?.[field], rest) };
  return set(object, path) as UnknownObject;
}
