import type { UnknownObject } from '../../../kube/object.ts';
import type { Patch } from '../../cluster.ts';
import { notFound, refusal } from './refusals.ts';
import { inVersion, type ServedResource } from './registry.ts';
import type { ApiState, WriteRequest } from './state.ts';
import { replaceObject } from './update.ts';

/** Changes an object, or one part of it, by a patch: apiserver pkg/endpoints/handlers/patch.go */
export function patchObject(
  state: ApiState,
  resource: ServedResource,
  namespace: string,
  name: string,
  patch: Patch,
  request: WriteRequest = {},
): UnknownObject {
  const old = state.store.get(resource.table, namespace, name);
  if (!old) throw notFound(resource, name);
  const patched = applyPatch(inVersion(old, resource.apiVersion), patch);
  return replaceObject(state, resource, old, patched, request);
}

function applyPatch(object: UnknownObject, patch: Patch): UnknownObject {
  if (patch.type === 'json') throw refusal(415, 'UnsupportedMediaType', 'JSON patches are not served');
  return mergePatch(object, patch.body) as UnknownObject;
}

function mergePatch(target: unknown, patch: unknown): unknown {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch;
  const result: Record<string, unknown> =
    typeof target === 'object' && target !== null && !Array.isArray(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = mergePatch(result[key], value);
  }
  return result;
}
