import type { Node, YAMLMap } from 'yaml';

/** The `yaml` package, which is loaded only when a kubeconfig is changed. */
export type Yaml = typeof import('yaml');

/** What a run leaves in its entries, so that any later one knows whose they are and what was there before. */
export interface EntryMark {
  /** Name of the run. */
  readonly owner: string;
  /** The context that was current before. */
  readonly previous: string;
  /** Whether there was no file before. */
  readonly created: boolean;
}

/** The one name of all our entries. */
export const ourName = 'gatehouse';
/** Under which key an entry of each list holds its value. */
export const lists = { clusters: 'cluster', users: 'user', contexts: 'context' } as const;
export type ListName = keyof typeof lists;

/** The mark of an entry; undefined when it is not ours. A cluster of ours is served on loopback. */
export function markOf(yaml: Yaml, entry: YAMLMap, list: ListName): EntryMark | undefined {
  const value = entry.get(lists[list]);
  if (!yaml.isMap(value)) return undefined;
  if (list === 'clusters' && !isLoopback(value.get('server'))) return undefined;
  const extensions = value.get('extensions');
  const items: unknown[] = yaml.isSeq(extensions) ? extensions.items : [];
  const found = items.find((item) => yaml.isMap(item) && item.get('name') === ourName);
  const mark = yaml.isMap(found) ? found.get('extension') : undefined;
  const owner = yaml.isMap(mark) ? mark.get('owner') : undefined;
  if (!yaml.isMap(mark) || typeof owner !== 'string') return undefined;
  const previous = mark.get('previous');
  return { owner, previous: typeof previous === 'string' ? previous : '', created: mark.get('created') === 'true' };
}

const isLoopback = (server: unknown): boolean =>
  typeof server === 'string' && /^https:\/\/(127\.\d+\.\d+\.\d+|localhost|\[::1\])(:\d+)?\/?$/.test(server);

/** A mark in the form of a client-go NamedExtension. */
export function printMark(yaml: Yaml, { owner, previous, created }: Partial<EntryMark>): Node {
  const mark = { owner, ...(previous && { previous }), ...(created && { created: 'true' }) };
  const node = new yaml.Document([{ name: ourName, extension: mark }], { schema: 'failsafe' }).contents as Node;
  // Plain, `true` would be no text for whoever reads it with types.
  yaml.visit(node, {
    Scalar: (key, scalar) => {
      if (key === 'value') scalar.type = 'QUOTE_DOUBLE';
    },
  });
  return node;
}
