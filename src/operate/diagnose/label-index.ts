/** Objects that are looked for by their labels again and again. */
export interface LabelIndex<T> {
  /** Those of a namespace that have all of these labels, in the order they were given; none where no label is named. */
  readonly picked: (namespace: string, labels: Readonly<Record<string, string>>) => readonly T[];
}

/** Where an object is looked for. */
interface Labelled {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** Indexes objects once by each of their labels, so that who picks some of many does not look at all. */
export function indexLabels<T>(objects: readonly T[], read: (object: T) => Labelled): LabelIndex<T> {
  const byPair = new Map<string, T[]>();
  for (const object of objects) {
    const { namespace, labels } = read(object);
    for (const [name, value] of Object.entries(labels)) {
      const key = pairKey(namespace, name, value);
      const own = byPair.get(key);
      if (own) own.push(object);
      else byPair.set(key, [object]);
    }
  }
  return {
    picked: (namespace, wanted) => {
      const pairs = Object.entries(wanted);
      let least: readonly T[] | undefined;
      for (const [name, value] of pairs) {
        const own = byPair.get(pairKey(namespace, name, value)) ?? [];
        if (!least || own.length < least.length) least = own;
      }
      if (!least || pairs.length === 1) return least ?? [];
      return least.filter((object) => {
        const { labels } = read(object);
        return pairs.every(([name, value]) => labels[name] === value);
      });
    },
  };
}

const pairKey = (namespace: string, name: string, value: string): string => `${namespace}\n${name}\n${value}`;
