import { expect, it } from 'vitest';
import { expireEvents } from './event-expiry.ts';
import type { Change } from './store/change.ts';
import { Store } from './store/store.ts';

const minute = 60_000;
const table = '/events';
const event = (name: string) => ({ apiVersion: 'v1', kind: 'Event', metadata: { name, namespace: 'default' } });

it('events are gone an hour after they were last written, and watchers are told', () => {
  const store = new Store();
  let now = 0;
  expireEvents(store, () => now);
  const seen: string[] = [];
  store.listen(table, ({ type, object }: Change) => seen.push(`${type} ${object.metadata.name}`));
  const names = () =>
    store
      .table(table)
      .list()
      .map(({ metadata }) => metadata.name);
  store.put(table, event('kept'));
  store.put(table, event('lost'));
  store.put(table, event('deleted'));
  store.remove(table, 'default', 'deleted');
  now = 59 * minute;
  store.put(table, event('kept'));
  expect(names()).toEqual(['kept', 'lost']);
  now = 60 * minute;
  store.put(table, event('new'));
  expect(names()).toEqual(['kept', 'new']);
  expect(seen.at(-1)).toBe('DELETED lost');
});
