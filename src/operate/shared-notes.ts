/** How many ports there are. */
const ports = 2 ** 16;

/** Who plays which client in another thread: read here, written there, without a word between the two. */
export interface SharedNotes {
  /** For a local port the number of its client, 0 where it has none; made when first asked for. */
  readonly memory: () => SharedArrayBuffer;
  /** The number under which the other thread notes a client's address. */
  readonly numberOf: (address: string) => number;
  /** The address noted of a local port; undefined when there is none. */
  readonly at: (port: number) => string | undefined;
}

/** An empty table that another thread may write. */
export function createSharedNotes(): SharedNotes {
  const addresses: string[] = [];
  const numbers = new Map<string, number>();
  let table: Uint32Array<SharedArrayBuffer> | undefined;
  return {
    memory: () => {
      table ??= new Uint32Array(new SharedArrayBuffer(ports * Uint32Array.BYTES_PER_ELEMENT));
      return table.buffer;
    },
    numberOf: (address) => {
      const known = numbers.get(address) ?? addresses.push(address);
      numbers.set(address, known);
      return known;
    },
    at: (port) => (table && port > 0 && port < ports ? addresses[Atomics.load(table, port) - 1] : undefined),
  };
}
