/** What several rules look for in the same input is looked for once; `look` must depend on the input alone. */
export function oncePerInput<I extends object, T>(look: (input: I) => T): (input: I) => T {
  const known = new WeakMap<I, { readonly found: T }>();
  return (input) => {
    const before = known.get(input);
    if (before) return before.found;
    const found = look(input);
    known.set(input, { found });
    return found;
  };
}
