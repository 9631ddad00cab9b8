import type { WatchEvent } from '../../../cluster/cluster.ts';
import type { ControllerWatch, Request } from '../../../cluster/controller.ts';
import { requestOf } from '../../../controlplane/kit/requests.ts';
import type { KindRef, UnknownObject } from '../../../kube/object.ts';

/** Asks for a reconciliation at once when its value changes (fluxcd/pkg runtime/predicates/reconcile_requested.go). */
export const requestedAtAnnotation = 'reconcile.fluxcd.io/requestedAt';

/** Watches a kind for what its own controller acts on: spec, deletion and requests, not its status. */
export const watchSpecs = (kind: KindRef): ControllerWatch => ({
  kind,
  requests: onChange(
    ({ metadata }) => {
      const requested = metadata.annotations?.[requestedAtAnnotation] ?? '';
      return `${metadata.uid}|${metadata.generation ?? 0}|${metadata.deletionTimestamp ?? ''}|${requested}`;
    },
    (object) => [requestOf(object)],
  ),
});

/** Maps events to requests when a part of the object changed, as upstream's predicates compare old and new. */
export function onChange(
  part: (object: UnknownObject) => string,
  requests: (object: UnknownObject, event: WatchEvent) => readonly Request[] | Promise<readonly Request[]>,
): (event: WatchEvent) => readonly Request[] | Promise<readonly Request[]> {
  const seen = new Map<string, string>();
  return (event) => {
    const { object } = event;
    const key = `${object.metadata.namespace ?? ''}/${object.metadata.name}`;
    if (event.type === 'DELETED') {
      seen.delete(key);
      return [];
    }
    const now = part(object);
    if (seen.get(key) === now) return [];
    seen.set(key, now);
    return requests(object, event);
  };
}
