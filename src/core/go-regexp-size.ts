interface Part {
  readonly size: number;
  /** Product of the counted repetitions inside each other. */
  readonly times: number;
}

const tokens =
  /\\Q.*?(?:\\E|$)|\\[pPx]\{[^}]*\}?|\\.|\[\^?\]?(?:\\.|\[:\^?\w*:\]|[^\]\\])*\]?|\{(\d+)(?:,(\d*))?\}|\(\?P?<\w+>|./gsu;

/**
 * At least as many instructions as a Go pattern compiles to, told from its text: counted repetitions are written out
 * (regexp/syntax/simplify.go). Stops counting above `limit`; 0 where the parser refuses the counts anyway (parse.go repeatIsValid).
 */
export function estimateProgramSize(pattern: string, limit: number): number {
  const outer: Part[] = [];
  let whole: Part = { size: 0, times: 1 };
  let last: Part = whole;
  for (const { 0: token, 1: low, 2: high } of pattern.matchAll(tokens)) {
    if (token.startsWith('(')) {
      outer.push(whole);
      whole = { size: 2, times: 1 };
    } else if (token === ')') {
      last = whole;
      whole = add(outer.pop() ?? { size: 0, times: 1 }, last);
    } else if (low !== undefined) {
      const count = Math.max(Number(low), Number(high ?? 0), 1);
      const before = last.size;
      last = { size: last.size * count + count, times: last.times * count };
      if (last.times > 1000) return 0;
      whole = add(whole, { size: last.size - before, times: last.times });
    } else {
      last = { size: sizeOf(token), times: 1 };
      whole = add(whole, last);
    }
    if (whole.size > limit) break;
  }
  return outer.reduce((sum, each) => sum + each.size, whole.size);
}

const add = (whole: Part, part: Part): Part => ({
  size: whole.size + part.size,
  times: Math.max(whole.times, part.times),
});

function sizeOf(token: string): number {
  if (token.startsWith('\\Q')) return token.length;
  return /^[*+?|]$/.test(token) ? 2 : 1;
}

/** A pattern whose group names are all different, and what the new names stood for. */
export function nameGroupsOnce(pattern: string): { readonly pattern: string; readonly names: Map<string, string> } {
  const names = new Map<string, string>();
  const renamed = pattern.replace(tokens, (token) => {
    const name = token.startsWith('(?') ? /<(\w+)>/.exec(token)?.[1] : undefined;
    if (name === undefined) return token;
    const fresh = `group_${names.size}_${name}`;
    names.set(fresh, name);
    return `(?P<${fresh}>`;
  });
  return { pattern: renamed, names };
}
