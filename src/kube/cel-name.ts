/** Names of fields as CEL sees them: apiserver pkg/cel/escaping.go; undefined for one that expressions cannot write. */
export function celName(name: string): string | undefined {
  if (!/^[A-Za-z_.\-/][\w.\-/]*$/.test(name)) return undefined;
  return escapeCelName(name);
}

/** The same for a name that expressions can write. */
export const escapeCelName = (name: string): string =>
  keywords.has(name)
    ? `__${name}__`
    : name.replace(
        /__|[.\-/]/g,
        (part) => ({ __: '__underscores__', '.': '__dot__', '-': '__dash__', '/': '__slash__' })[part] ?? part,
      );

const keywords: ReadonlySet<string> = new Set(
  'true false null in as break const continue else for function if import let loop package namespace return var void while'.split(
    ' ',
  ),
);
