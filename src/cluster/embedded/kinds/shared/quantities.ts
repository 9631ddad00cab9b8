import { parseQuantity, printQuantity } from '../../../../kube/quantity.ts';
import { change, type Fields } from './fill.ts';

const milli = 1_000_000n;

/** A quantity as it is written back; what is none is left for validation. */
export function canonical(value: unknown): unknown {
  const parsed = parseQuantity(value as string | number);
  return 'error' in parsed ? value : printQuantity(parsed);
}

const known = new Map<unknown, unknown>();
const mostKnown = 10_000;

/** The same few quantities are written over and over. */
function rounded(value: unknown): unknown {
  const found = known.get(value);
  if (found !== undefined) return found;
  if (known.size >= mostKnown) known.clear();
  const made = round(value);
  known.set(value, made);
  return made;
}

/** As `canonical`, and never finer than a thousandth: kubernetes pkg/apis/core/v1/defaults.go SetDefaults_ResourceList. */
function round(value: unknown): unknown {
  const parsed = parseQuantity(value as string | number);
  if ('error' in parsed) return value;
  const { nanos } = parsed;
  const below = nanos % milli;
  return printQuantity(below > 0n ? { ...parsed, nanos: nanos - below + milli } : parsed);
}

/** A list of resources with canonical quantities; the same list when they are. */
export function resourceList(list: Fields): Fields {
  const entries = Object.entries(list).map(([name, value]) => [name, rounded(value)] as const);
  return entries.every(([name, value]) => list[name] === value) ? list : Object.fromEntries(entries);
}

/** Requests and limits. */
export const resources = (value: Fields): Fields =>
  change(change(value, 'limits', resourceList), 'requests', resourceList);
