import { createRequire } from 'node:module';
import type { RE2JS } from 're2js';
import { GatehouseError } from './errors.ts';
import { isPlainGoRegexp } from './go-regexp-plain.ts';
import { estimateProgramSize, nameGroupsOnce } from './go-regexp-size.ts';

/** A regular expression as Go's `regexp` package understands it. All methods take time linear in the text, or throw. */
export interface GoRegexp {
  /** `MatchString`. */
  readonly matches: (text: string) => boolean;
  /** `FindString`; undefined where nothing matches. */
  readonly find: (text: string) => string | undefined;
  /** `FindStringSubmatch`: the match and its groups, those that took no part undefined. */
  readonly groups: (text: string) => readonly (string | undefined)[] | undefined;
  /** `FindAllString`, at most `limit` of them when it is not negative. */
  readonly findAll: (text: string, limit: number) => readonly string[];
  /** `ReplaceAllString`: `$1`, `${1}` and `${name}` in the template stand for groups. */
  readonly replaceAll: (text: string, template: string) => string;
}

export type CompiledGoRegexp = { readonly regexp: GoRegexp } | { readonly problem: string };

/** Matching was given up: the expression is so large, or so often tried again, that it would hold everything up. */
export class RegexpWorkError extends GatehouseError {}

const cache = new Map<string, CompiledGoRegexp>();
const cachedPatterns = 1000;
/** Go takes up to 3.3 million instructions; here even reading so many would take seconds. */
const maxInstructions = 50_000;
/** Instructions tried in one operation, a second or some of them. */
const maxWork = 20_000_000;
/** Work that may have left much behind in the engine's own caches. */
const forgottenAbove = 100_000;
const maxReplaced = 16 * 1024 * 1024;

/**
 * Reads a Go pattern (RE2 syntax, regexp/syntax/parse.go); what Go refuses is refused in its words.
 * The engine is a port of Go's: it is never slower than the product of the text and the expression.
 */
export function compileGoRegexp(pattern: string): CompiledGoRegexp {
  const known = cache.get(pattern);
  if (known) return known;
  const compiled = compile(pattern);
  // The oldest goes first, so that a flood of patterns keeps the rest of them and never all of them.
  if (cache.size >= cachedPatterns) cache.delete(cache.keys().next().value ?? '');
  cache.set(pattern, compiled);
  return compiled;
}

/** Why Go refuses a pattern, if it does; one that is surely right is not read for it. */
export function goRegexpProblem(pattern: string): string | undefined {
  if (isPlainGoRegexp(pattern) && !isTooLarge(pattern)) return undefined;
  const compiled = compileGoRegexp(pattern);
  return 'problem' in compiled ? compiled.problem : undefined;
}

/** Whether a text matches a pattern; undefined when the pattern cannot be read. */
export function matchesGoRegexp(pattern: string, text: string): boolean | undefined {
  const compiled = compileGoRegexp(pattern);
  return 'regexp' in compiled ? compiled.regexp.matches(text) : undefined;
}

let engine: typeof import('re2js') | undefined;

/** The engine is read when the first pattern is: start-up goes without. A bundle has its own `require`, a bare module has none. */
function loadEngine(): typeof import('re2js') {
  engine ??= (
    typeof require === 'function' ? require('re2js') : createRequire(import.meta.url)('re2js')
  ) as typeof import('re2js');
  return engine;
}

const tooLarge = (pattern: string): string =>
  `error parsing regexp: expression too large: \`${pattern.length > 200 ? `${pattern.slice(0, 200)}…` : pattern}\``;

const isTooLarge = (pattern: string): boolean => estimateProgramSize(pattern, maxInstructions) > maxInstructions;

function compile(pattern: string): CompiledGoRegexp {
  if (isTooLarge(pattern)) return { problem: tooLarge(pattern) };
  return compileAs(pattern, pattern, new Map());
}

function compileAs(pattern: string, source: string, names: ReadonlyMap<string, string>): CompiledGoRegexp {
  const { RE2JS, RE2JSSyntaxException } = loadEngine();
  try {
    return { regexp: wrap(pattern, RE2JS.compile(source), names) };
  } catch (thrown) {
    if (!(thrown instanceof RE2JSSyntaxException)) throw thrown;
    if (thrown.error === 'duplicate capture group name' && names.size === 0) {
      // Go lets groups share a name, the engine does not.
      const renamed = nameGroupsOnce(pattern);
      return compileAs(pattern, renamed.pattern, renamed.names);
    }
    const isWhole = thrown.input === source || /nests too deeply|too large/.test(thrown.error);
    return { problem: `error parsing regexp: ${thrown.error}: \`${isWhole ? pattern : (thrown.input ?? '')}\`` };
  }
}

function wrap(pattern: string, compiled: RE2JS, renamed: ReadonlyMap<string, string>): GoRegexp {
  const re2 = compiled.re2();
  const names = Object.entries(compiled.namedGroups()).map(
    ([name, group]) => [renamed.get(name) ?? name, group] as const,
  );
  const spent = meter(pattern, compiled);
  const during = <T>(operation: () => T): T => {
    spent();
    try {
      return operation();
    } finally {
      // What the automaton learned may take megabytes: such an expression is read anew rather than kept.
      if (spent() > forgottenAbove) cache.delete(pattern);
    }
  };
  return {
    matches: (text) => during(() => re2.match(text)),
    find: (text) => during(() => slices(text, re2.findIndex(text) as Places | null)?.[0]),
    groups: (text) => during(() => slices(text, re2.findSubmatchIndex(text) as Places | null)),
    findAll: (text, limit) => during(() => (re2.findAll(text, limit) as readonly string[] | null) ?? []),
    replaceAll: (text, template) =>
      during(() => {
        const found = (re2.findAllSubmatchIndex(text, -1) as readonly Places[] | null) ?? [];
        return replace(text, found, readTemplate(template, names));
      }),
  };
}

/** Start and end of the match and of each group, -1 where it took no part. */
type Places = readonly number[];

const slices = (text: string, places: Places | null): (string | undefined)[] | undefined =>
  places ? Array.from({ length: places.length / 2 }, (_, group) => slice(text, places, group)) : undefined;

const slice = (text: string, places: Places, group: number): string | undefined =>
  (places[2 * group] ?? -1) < 0 ? undefined : text.slice(places[2 * group], places[2 * group + 1]);

interface EngineInput {
  step: (at: number) => number;
}

/**
 * Makes the engine count what it does, and give up after `maxWork`. One step in the text costs an instruction where the engine walks
 * back or follows its automaton, and all of them where it tries all at once. Returns what tells the count and starts it anew.
 */
function meter(pattern: string, compiled: RE2JS): () => number {
  const re2 = compiled.re2();
  const size = compiled.programSize();
  const execute = re2.executeEngine.bind(re2);
  const metered = new WeakSet<EngineInput>();
  let left = maxWork;
  let price = 1;
  let starts = 0;
  const spend = (cost: number): void => {
    left -= cost;
    if (left < 0) throw giveUp(pattern);
  };
  re2.executeEngine = (input: EngineInput & { endPos: () => number }, at: number, anchor: number, groups: number) => {
    starts = 0;
    // The automaton's states are made on the way; the backtracker is taken for texts this short only.
    price = groups === 0 ? Math.max(1, size / 64) : input.endPos() * size <= 262_144 ? 1 : size;
    if (!metered.has(input)) {
      metered.add(input);
      const step = input.step.bind(input);
      input.step = (place) => {
        // The automaton gave up and the slower engine begins.
        if (place === at && groups === 0 && ++starts === 3) price = size;
        spend(price);
        return step(place);
      };
    }
    return execute(input, at, anchor, groups);
  };
  return () => {
    const spent = maxWork - left;
    left = maxWork;
    return spent;
  };
}

const giveUp = (pattern: string): RegexpWorkError =>
  new RegexpWorkError(
    `regular expression ${pattern.length > 80 ? `${pattern.slice(0, 80)}…` : pattern}: matching takes too many steps`,
    { hint: 'write it so that fewer parts can match the same text, or with smaller counts' },
  );

/** Text, or the groups of which the first that took part stands here. */
type Piece = string | readonly number[];
type Names = readonly (readonly [name: string, group: number])[];

/** A template in its parts (regexp.go expand, extract): an unknown group is empty, a `$` without a name stays. */
function readTemplate(template: string, names: Names): readonly Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of template.matchAll(/\$(?:\$|([\p{L}\p{Nd}_]+)|\{([\p{L}\p{Nd}_]+)\})?/gu)) {
    pieces.push(template.slice(end, match.index));
    const name = match[1] ?? match[2];
    pieces.push(name === undefined ? '$' : groupsOf(name, names));
    end = match.index + match[0].length;
  }
  return [...pieces, template.slice(end)];
}

function groupsOf(name: string, names: Names): readonly number[] {
  if (/^(0|[1-9][0-9]{0,8})$/.test(name)) return [Number(name)];
  return names.flatMap(([each, group]) => (each === name ? [group] : []));
}

function replace(text: string, found: readonly Places[], template: readonly Piece[]): string {
  let out = '';
  let end = 0;
  const print = (piece: Piece, places: Places): string => {
    if (typeof piece === 'string') return piece;
    return piece.map((group) => slice(text, places, group)).find((part) => part !== undefined) ?? '';
  };
  for (const places of found) {
    out += text.slice(end, places[0]);
    for (const piece of template) out += print(piece, places);
    end = places[1]!;
    if (out.length > maxReplaced) throw new RegexpWorkError('the text with all its replacements is larger than 16 MiB');
  }
  return out + text.slice(end);
}
