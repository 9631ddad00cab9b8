import { describe, expect, it } from 'vitest';
import type { UnknownObject } from '../../../kube/object.ts';
import type { Change } from './change.ts';
import { Store } from './store.ts';

const make = (name: string, namespace = 'n'): UnknownObject => ({
  apiVersion: 'v1',
  kind: 'X',
  metadata: { name, namespace },
});
const table = '/xs';

describe('the store', () => {
  it('numbers every change over all tables', () => {
    const store = new Store(10);
    expect(store.put(table, make('a')).metadata.resourceVersion).toBe('11');
    expect(store.put('/ys', make('a')).metadata.resourceVersion).toBe('12');
    expect(store.remove(table, 'n', 'a')?.metadata.resourceVersion).toBe('13');
    expect(store.revision).toBe(13);
  });

  it('lists in the order of etcd’s keys, whatever the order of writing', () => {
    const store = new Store();
    const objects = [make('b', 'a'), make('a', 'a-b'), make('a', 'a'), make('c', 'a'), make('aa', 'a')];
    for (const object of objects) store.put(table, object);
    store.remove(table, 'a', 'c');
    const keys = store
      .table(table)
      .list()
      .map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);
    expect(keys).toEqual(['a-b/a', 'a/a', 'a/aa', 'a/b']);
    expect(store.table(table).list('a')).toHaveLength(3);
    expect(store.table(table).list('none')).toEqual([]);
  });

  it('tells all listeners one order, although a listener writes', () => {
    const store = new Store();
    const seen: string[] = [];
    const note = (who: string) => (change: Change) => seen.push(`${who} ${change.type} ${change.object.metadata.name}`);
    store.listen(table, (change) => {
      note('first')(change);
      if (change.object.metadata.name === 'a' && change.type === 'ADDED') store.put(table, make('b'));
    });
    store.listen(table, note('second'));
    store.put(table, make('a'));
    expect(seen).toEqual(['first ADDED a', 'second ADDED a', 'first ADDED b', 'second ADDED b']);
  });

  it('is listed between changes of one object after the other, although there are sixty thousand', () => {
    const store = new Store();
    const many = 60_000;
    const nameOf = (n: number): string => `x${(n * 7919) % many}`;
    for (let n = 0; n < many; n++) store.put(table, make(nameOf(n)));
    for (let n = 0; n < 500; n++) {
      expect(store.table(table).list()).toHaveLength(many);
      store.remove(table, 'n', nameOf(n));
      expect(store.table(table).list('n')).toHaveLength(many - 1);
      store.put(table, make(nameOf(n)));
    }
  });

  it('knows whether all objects of a resource are in one version', () => {
    const store = new Store();
    const inVersion = (name: string, apiVersion: string): UnknownObject => ({ ...make(name), apiVersion });
    const all = () => ['v1', 'v2'].map((version) => store.table(table).isAllOf(version));
    expect(all()).toEqual([true, true]);
    store.put(table, inVersion('a', 'v1'));
    expect(all()).toEqual([true, false]);
    store.put(table, inVersion('a', 'v2'));
    expect(all()).toEqual([false, true]);
    store.put(table, inVersion('b', 'v1'));
    expect(all()).toEqual([false, false]);
    store.remove(table, 'n', 'a');
    expect(all()).toEqual([true, false]);
  });

  it('keeps what an object was before a change', () => {
    const store = new Store();
    const changes: Change[] = [];
    const stop = store.listen(table, (change) => changes.push(change));
    const first = store.put(table, make('a'));
    store.put(table, make('a'));
    stop();
    store.put(table, make('b'));
    expect(changes.map(({ type, previous }) => [type, previous])).toEqual([
      ['ADDED', undefined],
      ['MODIFIED', first],
    ]);
  });

  it('forgets namespaces that are empty', () => {
    const store = new Store();
    for (let n = 0; n < 50; n++) {
      store.put(table, make('a', `n${n}`));
      expect(store.table(table).list()).toHaveLength(1);
      store.remove(table, `n${n}`, 'a');
    }
    expect(store.table(table).namespaces).toBe(0);
    expect(store.table(table).list()).toEqual([]);
  });

  it('forgets old changes and remembers from where on', () => {
    const store = new Store();
    for (let n = 0; n < 10_000; n++) store.put(table, make('a'));
    const { history } = store.table(table);
    expect(history.length).toBeLessThan(8192);
    expect(history.after(0)?.revision).toBe(history.forgotten + 1);
    expect(history.after(store.revision - 1)?.revision).toBe(store.revision);
    expect(history.after(store.revision)).toBeUndefined();
    for (let n = history.forgotten; n < store.revision; n += 7) expect(history.after(n)?.revision).toBe(n + 1);
  });

  it('keeps few changes of large objects, and always the newest', () => {
    const store = new Store();
    const text = 'x'.repeat(40 * 1024 * 1024);
    const large = (): UnknownObject => ({ ...make('a'), data: { text } });
    for (let n = 0; n < 10; n++) store.put(table, large());
    const { history } = store.table(table);
    expect(history.length).toBeLessThanOrEqual(2);
    expect(history.after(store.revision - 1)?.revision).toBe(store.revision);
  });

  it('knows what was there at an earlier revision, as long as the changes since are known', () => {
    const store = new Store(0);
    const states: (readonly UnknownObject[])[] = [[]];
    const names = ['b', 'a', 'c', 'a', 'd', '-b', 'c', '-a', 'a', '-d', 'e', '-c'];
    for (const name of names) {
      if (name.startsWith('-')) store.remove(table, 'n', name.slice(1));
      else store.put(table, make(name));
      states.push([...store.table(table).list()]);
    }
    states.forEach((state, revision) => {
      expect(store.table(table).listAt(revision)).toEqual(state);
      expect(store.table(table).listAt(revision, 'n')).toEqual(state);
    });
    for (let n = 0; n < 10_000; n++) store.put(table, make('z'));
    expect(store.table(table).listAt(5)).toBeUndefined();
  });

  it('a listener that comes while changes are being told is not told those it can read already', () => {
    const store = new Store();
    const late: string[] = [];
    let joined = false;
    store.listen(table, () => {
      if (joined) return;
      joined = true;
      store.put(table, make('b'));
      store.listen(table, ({ object }) => late.push(object.metadata.name));
    });
    store.put(table, make('a'));
    store.put(table, make('c'));
    expect(late).toEqual(['c']);
  });

  it('a listener that fails keeps no change from the others', () => {
    const store = new Store();
    const seen: string[] = [];
    store.listen(table, ({ object }) => {
      if (object.metadata.name === 'a') {
        store.put(table, make('b'));
        throw new Error('failed');
      }
    });
    store.listen(table, ({ object }) => seen.push(object.metadata.name));
    expect(() => store.put(table, make('a'))).toThrow('failed');
    store.put(table, make('c'));
    expect(seen).toEqual(['a', 'b', 'c']);
  });
});
