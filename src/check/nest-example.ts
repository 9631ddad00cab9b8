import type { LabExample } from './rule.ts';

/** What an example says at dotted paths, as the lab file has it. Of a list only the items that the example speaks of are shown. */
export function nestExample(example: LabExample): unknown {
  const root: Record<string, unknown> = {};
  for (const [path, value] of Object.entries(example)) {
    const steps = path.split('.');
    let at = root;
    for (const step of steps.slice(0, -1)) {
      at[step] ??= {};
      at = at[step] as Record<string, unknown>;
    }
    at[steps.at(-1) ?? ''] = value;
  }
  return withLists(root);
}

function withLists(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, withLists(inner)] as const);
  const isList = entries.length > 0 && entries.every(([key]) => /^\d+$/.test(key));
  return isList ? entries.map(([, inner]) => inner) : Object.fromEntries(entries);
}
