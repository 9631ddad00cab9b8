import { builtinResources } from '../kube/builtin-resources.ts';
import { groupOf, type UnknownObject } from '../kube/object.ts';

/** Whether an object is of one of the kinds, named as kubectl takes them; of any kind where none is named. Letter case does not count. */
export function kindFilter(kinds: readonly string[] | undefined): (object: UnknownObject) => boolean {
  if (kinds === undefined || kinds.length === 0) return () => true;
  const wanted = kinds.map((text) => text.toLowerCase());
  const known = new Map<string, boolean>();
  return ({ apiVersion, kind }) => {
    const key = `${apiVersion} ${kind}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const matches = wanted.some((text) => namesOf(apiVersion, kind).has(text));
    known.set(key, matches);
    return matches;
  };
}

/** The names that kubectl takes for a kind, with its group and without. */
function namesOf(apiVersion: string, kind: string): ReadonlySet<string> {
  const group = groupOf(apiVersion);
  const builtin = builtinResources.find((each) => each.group === group && each.kind === kind);
  const singular = kind.toLowerCase();
  const plural = builtin?.plural ?? pluralOf(singular);
  const names = [singular, plural, ...(builtin?.shortNames ?? [])];
  return new Set([...names, ...(group === '' ? [] : names.map((name) => `${name}.${group}`))]);
}

/** As definitions of kinds name their resources as a rule (apimachinery pkg/api/meta/restmapper.go UnsafeGuessKindToResource). */
function pluralOf(singular: string): string {
  if (singular.endsWith('s')) return `${singular}es`;
  return singular.endsWith('y') ? `${singular.slice(0, -1)}ies` : `${singular}s`;
}
