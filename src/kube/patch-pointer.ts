import { setField } from './copy.ts';
import type { Json } from './object.ts';

/** Why a JSON patch is refused, in upstream's words. */
export class PatchRefused extends Error {}

export type Container = readonly Json[] | { readonly [key: string]: Json };
type Owned = Json[] | Record<string, Json>;

/** A document while a patch works on it: what the patch has copied already is changed in place. */
export interface PatchedDocument {
  root: Json;
  readonly owned: WeakSet<object>;
  /** Bytes of all that was copied within it. */
  copied: number;
}

export const isContainer = (value: Json | undefined): value is Container => typeof value === 'object' && value !== null;

/** A token of a JSON pointer as the key it stands for. */
export const decodeToken = (token: string): string => token.replaceAll('~1', '/').replaceAll('~0', '~');

/** Where a pointer leads: the keys on the way and the container of the last; undefined when the way is not there. */
export function findPlace(
  root: Json,
  path: string,
): { readonly way: readonly string[]; readonly parent: Container } | undefined {
  const tokens = path.split('/');
  if (tokens.length < 2) return undefined;
  const way = tokens.slice(1).map(decodeToken);
  let at: Json = root;
  for (const token of way.slice(0, -1)) {
    if (!isContainer(at)) return undefined;
    const next: Json | undefined = Array.isArray(at) ? at[indexIn(at, token) ?? -1] : ownField(at, token);
    if (!isContainer(next)) return undefined;
    at = next;
  }
  return isContainer(at) ? { way, parent: at } : undefined;
}

export const ownField = (object: Container, key: string): Json | undefined =>
  Object.hasOwn(object, key) ? (object as { readonly [key: string]: Json })[key] : undefined;

/** Index of an existing item, undefined when there is none. */
export function indexIn(list: readonly Json[], token: string): number | undefined {
  if (!/^[-+]?\d+$/.test(token)) return undefined;
  const index = Number(token);
  const from = index < 0 ? index + list.length : index;
  return from >= 0 && from < list.length ? from : undefined;
}

export function needIndex(list: readonly Json[], token: string): number {
  if (!/^[-+]?\d+$/.test(token)) {
    throw new PatchRefused(`strconv.Atoi: parsing ${JSON.stringify(token)}: invalid syntax`);
  }
  const index = indexIn(list, token);
  if (index === undefined)
    throw new PatchRefused(`Unable to access invalid index: ${Number(token)}: invalid index referenced`);
  return index;
}

/** The container at the end of a way that is there, to be changed in place: it and those on the way are the patch's own. */
export function ownPlace(document: PatchedDocument, way: readonly string[]): Owned {
  const own = (value: Json): Owned => {
    if (document.owned.has(value as object)) return value as Owned;
    const copy = Array.isArray(value) ? [...value] : { ...(value as { readonly [key: string]: Json }) };
    document.owned.add(copy);
    return copy;
  };
  let at = own(document.root);
  document.root = at as Json;
  for (const token of way.slice(0, -1)) {
    if (Array.isArray(at)) {
      const index = indexIn(at, token)!;
      const next: Owned = own(at[index]!);
      at[index] = next as Json;
      at = next;
    } else {
      const next: Owned = own(at[token]!);
      setField(at, token, next as Json);
      at = next;
    }
  }
  return at;
}
