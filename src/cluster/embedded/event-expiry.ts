import { kind as events } from './kinds/core/event.ts';
import type { Store } from './store/store.ts';

/** kube-apiserver's `--event-ttl`. */
const timeToLive = 60 * 60 * 1000;

/**
 * Takes out events that nobody has written for an hour, as etcd's leases do upstream. Looked at whenever an event is
 * written, so that an idle cluster has no work to wait for: until then the last ones stay.
 */
export function expireEvents(store: Store, now: () => number): void {
  /** Oldest writing first. */
  const writtenAt = new Map<string, { readonly namespace: string; readonly name: string; readonly time: number }>();
  store.listen(events.table, ({ type, object }) => {
    const { namespace = '', name } = object.metadata;
    const key = `${namespace}/${name}`;
    writtenAt.delete(key);
    if (type === 'DELETED') return;
    const time = now();
    writtenAt.set(key, { namespace, name, time });
    for (const [oldest, event] of writtenAt) {
      if (time - event.time < timeToLive) break;
      writtenAt.delete(oldest);
      store.remove(events.table, event.namespace, event.name);
    }
  });
}
