import { lookup } from 'node:dns/promises';

/** What names lead to on this machine. */
export interface OpenNames {
  /** The addresses of a name, none where it has none; undefined where nobody has said so in time. */
  readonly addressesOf: (name: string) => Promise<readonly string[] | undefined>;
}

type Lookup = (name: string) => Promise<readonly string[]>;

const lookUp: Lookup = async (name) =>
  (await lookup(name, { all: true }).catch(() => [])).map(({ address }) => address);

/** Looks each name up once. All together may take so many milliseconds: the machine asks for few of them at a time, and its DNS may hang. */
export function openNames(timeoutMs: number, find: Lookup = lookUp): OpenNames {
  const known = new Map<string, Promise<readonly string[] | undefined>>();
  let ended: Promise<undefined> | undefined;
  return {
    addressesOf: (name) => {
      ended ??= new Promise((resolve) => {
        setTimeout(() => resolve(undefined), timeoutMs).unref();
      });
      const found = known.get(name) ?? Promise.race([find(name), ended]);
      known.set(name, found);
      return found;
    },
  };
}
