/** What of Node takes milliseconds to begin, and most commands do without. */
const slow = new Set(
  ['child_process', 'dgram', 'dns/promises', 'http', 'http2', 'https', 'net', 'tls', 'worker_threads', 'zlib'].map(
    (name) => `node:${name}`,
  ),
);

/** As `ask`, but what of Node takes long to begin does so when something of it is used. */
export function loadLater(ask: (id: string) => unknown): (id: string) => unknown {
  return (id) => (slow.has(id) ? later(() => ask(id) as object) : ask(id));
}

function later(begin: () => object): object {
  let begun: object | undefined;
  const there = (): object => {
    begun ??= begin();
    return begun;
  };
  return new Proxy(
    {},
    {
      get: (_, key) => Reflect.get(there(), key),
      has: (_, key) => Reflect.has(there(), key),
      ownKeys: () => Reflect.ownKeys(there()),
      // What a stand-in does not hold itself must be said to be changeable.
      getOwnPropertyDescriptor: (_, key) => {
        const found = Reflect.getOwnPropertyDescriptor(there(), key);
        return found && { ...found, configurable: true };
      },
      getPrototypeOf: () => Reflect.getPrototypeOf(there()),
    },
  );
}
