import { isDeepStrictEqual } from 'node:util';
import type { Document, Node, Pair, YAMLMap, YAMLSeq } from 'yaml';

type Yaml = typeof import('yaml');

/** Three states of a file: as it was composed, as a person made it, and as it is composed now. */
export interface ThreeTexts {
  readonly base: string;
  readonly yours: string;
  readonly composed: string;
}

/** Thrown inside a merge alone: both sides changed one field in different ways. */
class BothChanged extends Error {}

/**
 * Carries what changed between two compositions over to a person's document, field by field, so that its comments and its order stay.
 * Lists whose items are told apart by their `name`, or are scalars that differ, merge item by item. Undefined where both sides changed one
 * field, and where a text is not one plain YAML mapping.
 */
export async function mergeYaml({ base, yours, composed }: ThreeTexts): Promise<string | undefined> {
  const yaml = await import('yaml');
  const [from, document, to] = [base, yours, composed].map((text) => plainMapping(yaml, text));
  if (!from || !document || !to) return undefined;
  try {
    new Merger(yaml).map(from.contents as YAMLMap, document.contents as YAMLMap, to.contents as YAMLMap);
    return document.toString({ lineWidth: 0 });
  } catch (thrown) {
    if (thrown instanceof BothChanged) return undefined;
    throw thrown;
  }
}

/** The one document of a text; undefined when it is anything but a mapping without anchors. */
function plainMapping(yaml: Yaml, text: string): Document.Parsed | undefined {
  const documents = yaml.parseAllDocuments(text);
  if ('empty' in documents || documents.length !== 1) return undefined;
  const [document] = documents;
  if (!document || document.errors.length > 0 || !yaml.isMap(document.contents)) return undefined;
  let plain = true;
  yaml.visit(document, {
    Alias: () => {
      plain = false;
      return yaml.visit.BREAK;
    },
  });
  return plain ? document : undefined;
}

const plainOf = (node: unknown): unknown =>
  typeof node === 'object' && node !== null && 'toJSON' in node ? (node as Node).toJSON() : node;
const same = (a: unknown, b: unknown): boolean => isDeepStrictEqual(plainOf(a), plainOf(b));

// A class because every step needs the library, which is loaded only where there is something to merge.
class Merger {
  readonly #yaml: Yaml;

  constructor(yaml: Yaml) {
    this.#yaml = yaml;
  }

  map(base: YAMLMap | undefined, yours: YAMLMap, composed: YAMLMap): void {
    const keys = [...new Set([...(base?.items ?? []), ...composed.items].map(({ key }) => String(plainOf(key))))];
    for (const key of keys) {
      const [was, mine, now] = [base, yours, composed].map((map) => map?.get(key, true));
      if (same(was, now) || same(mine, now)) continue;
      if (same(was, mine)) this.#take(yours, composed, key);
      else this.#inside(was, mine, now);
    }
  }

  #inside(was: unknown, mine: unknown, now: unknown): void {
    const { isMap, isSeq } = this.#yaml;
    if (isMap(mine) && isMap(now) && (was === undefined || isMap(was))) this.map(was, mine, now);
    else if (isSeq(mine) && isSeq(now) && (was === undefined || isSeq(was))) this.#list(was, mine, now);
    else throw new BothChanged();
  }

  #take(yours: YAMLMap, composed: YAMLMap, key: string): void {
    const at = composed.items.findIndex((pair) => String(plainOf(pair.key)) === key);
    const pair = composed.items[at] as Pair | undefined;
    if (!pair) yours.delete(key);
    else if (yours.has(key)) yours.set(key, pair.value);
    else {
      const before = composed.items.slice(0, at).map((item) => String(plainOf(item.key)));
      const place = yours.items.findLastIndex((item) => before.includes(String(plainOf(item.key))));
      yours.items.splice(place + 1, 0, pair as (typeof yours.items)[number]);
    }
  }

  #list(base: YAMLSeq | undefined, yours: YAMLSeq, composed: YAMLSeq): void {
    const [was, mine, now] = [base, yours, composed].map((list) => this.#byKey(list)) as [Items, Items, Items];
    for (const key of new Set([...was.keys(), ...now.keys()])) {
      const [old, own, wanted] = [was.get(key), mine.get(key), now.get(key)];
      if (same(old, wanted) || same(own, wanted)) continue;
      if (!same(old, own)) this.#inside(old, own, wanted);
      else if (wanted === undefined) yours.items.splice(yours.items.indexOf(own), 1);
      else if (own !== undefined) yours.items[yours.items.indexOf(own)] = wanted;
      else yours.items.splice(placeOf(key, now, this.#byKey(yours)), 0, wanted);
    }
  }

  /** Items by what tells them apart. */
  #byKey(list: YAMLSeq | undefined): Items {
    const items = new Map<string, Node>();
    for (const item of (list?.items ?? []) as Node[]) {
      const value = plainOf(item);
      const name = this.#yaml.isMap(item) ? item.get('name') : this.#yaml.isScalar(item) ? value : undefined;
      if (name === undefined || items.has(String(name))) throw new BothChanged();
      items.set(String(name), item);
    }
    return items;
  }
}

type Items = ReadonlyMap<string, Node>;

/** Where a new item goes: behind the nearest of those before it that is there. */
function placeOf(key: string, composed: Items, yours: Items): number {
  const names = [...composed.keys()];
  const before = names.slice(0, names.indexOf(key)).findLast((name) => yours.has(name));
  return before === undefined ? 0 : [...yours.keys()].indexOf(before) + 1;
}
