import type { WatchEvent } from '../../cluster/cluster.ts';
import type { ControllerWatch, Request } from '../../cluster/controller.ts';
import type { KindRef, KubeObject } from '../../kube/object.ts';
import type { ObjectIndex } from './object-index.ts';
import { controllerOf } from './ownership.ts';

/** The request for an object. */
export const requestOf = ({ metadata }: KubeObject): Request => ({
  namespace: metadata.namespace ?? '',
  name: metadata.name,
});

/** The requests for objects, in their order. */
export const requestsOf = (objects: readonly KubeObject[]): readonly Request[] => objects.map(requestOf);

/** The request for the object of a kind that controls this one; none when something else does, or nothing. */
export function requestOfOwner(object: KubeObject, kind: string): readonly Request[] {
  const owner = controllerOf(object);
  return owner?.kind === kind ? [{ namespace: object.metadata.namespace ?? '', name: owner.name }] : [];
}

/**
 * A watch that keeps an index as things are, and then asks for what `requests` says: nothing when it is left out. By the time the first
 * request is worked on, the index holds all that is there.
 */
export const keeping = <T extends KubeObject>(
  kind: KindRef,
  index: ObjectIndex<T>,
  requests: (object: T, event: WatchEvent) => readonly Request[] = () => [],
): ControllerWatch => ({
  kind,
  requests: (event) => {
    index.apply(event);
    return requests(event.object as T, event);
  },
});
