import type { UnknownObject } from '../../../kube/object.ts';
import type { ListOptions } from '../../cluster.ts';
import { inVersion } from './registry.ts';
import { selection } from './selection.ts';
import type { ApiState, ServedResource } from './state.ts';

/** Selections remembered of one list. */
const mostSelections = 64;

/** The selected objects of a resource in its version, in key order. */
export function listObjects(state: ApiState, resource: ServedResource, options: ListOptions): readonly UnknownObject[] {
  const namespace = resource.namespaced ? options.namespace || undefined : '';
  const table = state.store.table(resource.table);
  const all = table.list(namespace);
  const { labelSelector = '', fieldSelector = '' } = options;
  if (labelSelector === '' && fieldSelector === '' && table.isAllOf(resource.apiVersion)) return all;
  const known = state.selections.get(all) ?? new Map<string, readonly UnknownObject[]>();
  const key = JSON.stringify([resource.apiVersion, resource.kind, labelSelector, fieldSelector]);
  const found = known.get(key);
  if (found) return found;
  const selected = select(all, resource, options);
  if (known.size >= mostSelections) known.clear();
  state.selections.set(all, known.set(key, selected));
  return selected;
}

function select(
  all: readonly UnknownObject[],
  resource: ServedResource,
  options: ListOptions,
): readonly UnknownObject[] {
  const test = selection(resource, options);
  const chosen = test ? all.filter(test) : all;
  const foreign = chosen.some((object) => object.apiVersion !== resource.apiVersion);
  return foreign ? chosen.map((object) => inVersion(object, resource)) : chosen;
}
