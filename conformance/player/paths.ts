import type { Json } from './scenario.ts';

/**
 * Paths into JSON: `.spec.ports[0].port`, `.items[*].metadata.name`, `.status.conditions[type=Ready].status`,
 * `.metadata.annotations['example.com/a']`. A `[*]` gives a list of what follows it.
 */
type Part =
  | { readonly key: string }
  | { readonly index: number }
  | { readonly all: true }
  | { readonly where: readonly [string, string] };

const PART =
  /^(?:\.(?<key>[\w-]+)|\['(?<quoted>[^']+)'\]|\[(?<index>\d+)\]|\[(?<all>\*)\]|\[(?<field>[\w-]+)=(?<value>[^\]]*)\])/;

export function parsePath(path: string): readonly Part[] {
  const parts: Part[] = [];
  for (let rest = path; rest !== ''; ) {
    const match = PART.exec(rest);
    if (!match?.groups) throw new Error(`not a path: ${path}`);
    parts.push(partOf(match.groups));
    rest = rest.slice(match[0].length);
  }
  return parts;
}

function partOf(groups: Record<string, string | undefined>): Part {
  const { key, quoted, index, all, field, value } = groups;
  if (index !== undefined) return { index: Number(index) };
  if (all !== undefined) return { all: true };
  if (field !== undefined) return { where: [field, value ?? ''] };
  return { key: key ?? quoted ?? '' };
}

/** The value at a path; undefined when there is none. */
export function valueAt(value: Json | undefined, path: string): Json | undefined {
  return follow(value, parsePath(path));
}

function follow(value: Json | undefined, parts: readonly Part[]): Json | undefined {
  const [part, ...rest] = parts;
  if (part === undefined || value === undefined) return value;
  if ('all' in part) return Array.isArray(value) ? value.map((item) => follow(item, rest) ?? null) : undefined;
  return follow(child(value, part), rest);
}

function child(value: Json, part: Exclude<Part, { all: true }>): Json | undefined {
  if (Array.isArray(value)) {
    if ('index' in part) return value[part.index];
    if ('where' in part) return value.find((item) => hasField(item, part.where));
    return undefined;
  }
  return isRecord(value) && 'key' in part ? value[part.key] : undefined;
}

function hasField(item: Json, [field, value]: readonly [string, string]): boolean {
  return isRecord(item) && String(item[field]) === value;
}

/** A copy without what stands at the path; `[*]` means in every item. */
export function without(value: Json, path: string): Json {
  return drop(value, parsePath(path));
}

function drop(value: Json, parts: readonly Part[]): Json {
  const [part, ...rest] = parts;
  if (part === undefined) return value;
  if (Array.isArray(value)) return dropInList(value, part, rest);
  if (!isRecord(value) || !('key' in part) || !(part.key in value)) return value;
  const { [part.key]: inner, ...others } = value;
  return rest.length === 0 ? others : { ...value, [part.key]: drop(inner ?? null, rest) };
}

function dropInList(list: readonly Json[], part: Part, rest: readonly Part[]): Json {
  const hit = (item: Json, position: number): boolean =>
    'all' in part || ('index' in part && part.index === position) || ('where' in part && hasField(item, part.where));
  if (rest.length === 0) return list.filter((item, position) => !hit(item, position));
  return list.map((item, position) => (hit(item, position) ? drop(item, rest) : item));
}

export function isRecord(value: Json | undefined): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
