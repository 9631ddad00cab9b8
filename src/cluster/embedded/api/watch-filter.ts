import type { UnknownObject } from '../../../kube/object.ts';
import type { ListOptions } from '../../cluster.ts';
import type { Change } from '../store/change.ts';
import { selection } from './selection.ts';
import type { ServedResource } from './state.ts';

/** What of a resource one watcher is told, wherever it watches from. */
export interface WatchFilter {
  readonly wants: (object: UnknownObject) => boolean;
  /** What a change is to the watcher: an object that comes into or drops out of the selection is added or deleted; undefined is nothing. */
  readonly eventOf: (change: Change) => Change['type'] | undefined;
}

/** Refuses selectors that cannot be read, or fields that cannot be selected by. */
export function watchFilter(
  resource: ServedResource,
  { namespace, name, ...selectors }: ListOptions & { readonly name?: string },
): WatchFilter {
  const test = selection(resource, selectors);
  const wants = (object: UnknownObject): boolean =>
    (!namespace || object.metadata.namespace === namespace) &&
    (name === undefined || object.metadata.name === name) &&
    (!test || test(object));
  const eventOf = (change: Change): Change['type'] | undefined => {
    const before = change.previous !== undefined && wants(change.previous);
    const after = change.type !== 'DELETED' && wants(change.object);
    if (after) return before ? 'MODIFIED' : 'ADDED';
    return before ? 'DELETED' : undefined;
  };
  return { wants, eventOf };
}
