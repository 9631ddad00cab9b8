/** Names that one certificate holds. */
export interface NameGroup {
  /** Name of the certificate where there are several: the domain, or the host. */
  readonly key?: string;
  readonly names: readonly string[];
}

/** Names in groups of one certificate each, in the order of the names: all together, a domain with its wildcard, or each alone. */
export function nameGroups(names: readonly string[], per: 'lab' | 'domain' | 'host'): readonly NameGroup[] {
  if (per === 'lab') return names.length === 0 ? [] : [{ names }];
  const groups = new Map<string, string[]>();
  for (const name of names) {
    const key = per === 'domain' ? name.replace(/^\*\./, '') : name.replace(/^\*/, 'wildcard');
    groups.set(key, [...(groups.get(key) ?? []), name]);
  }
  return [...groups].map(([key, members]) => ({ key, names: members }));
}
