type Test = (letter: string) => boolean;

/** A part of a shell pattern: `*`, or what one letter must be. */
type Part = 'any number' | Test;

/**
 * A shell pattern where `*` matches everything, `/` too (envsubst/path/match.go); undefined when it is malformed. All places in the
 * pattern are followed at once, so that the time is that of text by pattern, whatever stars it has.
 */
export class Glob {
  readonly #parts: readonly Part[];

  private constructor(parts: readonly Part[]) {
    this.#parts = parts;
  }

  static read(pattern: string): Glob | undefined {
    const letters = [...pattern];
    const parts: Part[] = [];
    for (let at = 0; at < letters.length; at++) {
      const letter = letters[at]!;
      if (letter === '*') {
        if (parts.at(-1) !== 'any number') parts.push('any number');
      } else if (letter === '?') parts.push(() => true);
      else if (letter === '[') {
        const read = readClass(letters, at + 1);
        if (!read) return undefined;
        parts.push(read.test);
        at = read.end;
      } else {
        const wanted = letter === '\\' ? letters[++at] : letter;
        if (wanted === undefined) return undefined;
        parts.push((each) => each === wanted);
      }
    }
    return new Glob(parts);
  }

  /** How many letters the shortest and the longest matching beginning of the text have, those without a letter aside. */
  prefixes(text: readonly string[]): { readonly shortest: number; readonly longest: number } | undefined {
    let found: { shortest: number; longest: number } | undefined;
    let places = this.#close(new Set([0]));
    for (let count = 1; count <= text.length && places.size > 0; count++) {
      places = this.#step(places, text[count - 1]!);
      if (places.has(this.#parts.length)) found = { shortest: found?.shortest ?? count, longest: count };
    }
    return found;
  }

  #step(places: ReadonlySet<number>, letter: string): ReadonlySet<number> {
    const next = new Set<number>();
    for (const place of places) {
      const part = this.#parts[place];
      if (part === 'any number') next.add(place);
      else if (part?.(letter)) next.add(place + 1);
    }
    return this.#close(next);
  }

  /** A star may also match nothing. */
  #close(places: Set<number>): ReadonlySet<number> {
    for (const place of places) if (this.#parts[place] === 'any number') places.add(place + 1);
    return places;
  }
}

/** `[abc]`, `[^a-z]`, `[\]]`; `end` is the place of its bracket. */
function readClass(
  letters: readonly string[],
  start: number,
): { readonly test: Test; readonly end: number } | undefined {
  const negated = letters[start] === '^';
  const ranges: (readonly [low: string, high: string])[] = [];
  let at = negated ? start + 1 : start;
  const escaped = (): string | undefined => {
    const letter = letters[at++];
    if (letter === '-' || letter === ']') return undefined;
    return letter === '\\' ? letters[at++] : letter;
  };
  while (letters[at] !== ']' || ranges.length === 0) {
    const low = escaped();
    if (low === undefined) return undefined;
    const isRange = letters[at] === '-';
    if (isRange) at += 1;
    const high = isRange ? escaped() : low;
    if (high === undefined) return undefined;
    ranges.push([low, high]);
  }
  const order = (letter: string): number => letter.codePointAt(0) ?? 0;
  const inside = (letter: string) =>
    ranges.some(([low, high]) => order(low) <= order(letter) && order(letter) <= order(high));
  return { test: (letter) => inside(letter) !== negated, end: at };
}
