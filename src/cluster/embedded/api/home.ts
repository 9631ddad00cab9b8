import { withoutFields } from '../../../kube/json.ts';
import type { UnknownObject } from '../../../kube/object.ts';
import { badRequest } from './refusals.ts';

/**
 * The object in the namespace of the request: given when it names none, dropped when the kind is cluster-wide, refused when it names
 * another. apiserver pkg/registry/rest/meta.go EnsureObjectNamespaceMatchesRequestNamespace; every write of an object begins with it.
 */
export function inHome(
  resource: { readonly namespaced: boolean },
  namespace: string,
  object: UnknownObject,
): UnknownObject {
  const { metadata } = object;
  const given = metadata?.namespace;
  if (!resource.namespaced) {
    return given === undefined ? object : { ...object, metadata: withoutFields(metadata, ['namespace']) };
  }
  if (given === namespace) return object;
  if (!given) return { ...object, metadata: { ...metadata, namespace } };
  throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
}
