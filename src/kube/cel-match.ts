import { type CelType, simpleType } from './cel-declare.ts';
import { NotEstimated } from './cel-expr.ts';
import type { Overload } from './cel-signatures.ts';

export const dyn = simpleType('dyn');
/** Of what an empty list holds: anything. */
export const free = simpleType('free');
export const optionalOf = (type: CelType): CelType => ({ kind: 'optional', of: [type] });

/** The type of a field; of an optional value an optional one. */
export function fieldOf(type: CelType, field: string): CelType {
  const [key, value] = type.of;
  if (type.kind === 'optional' && key) {
    const inner = fieldOf(key, field);
    return inner.kind === 'optional' ? inner : optionalOf(inner);
  }
  if (type.kind === 'dyn') return dyn;
  const found = type.kind === 'map' ? value : type.fields?.get(field)?.type;
  if (!found) throw new NotEstimated(`the field ${field} of ${type.kind}`);
  return found;
}

export const isSameType = (one: CelType, other: CelType): boolean =>
  one.kind === other.kind && one.of.every((part, index) => isSameType(part, other.of[index] ?? dyn));

/** The more general of two types that go together. */
export function joinTypes(one: CelType, other: CelType): CelType | undefined {
  if (one.kind === 'free' || other.kind === 'dyn') return other;
  if (other.kind === 'free' || one.kind === 'dyn' || other.kind === 'null') return one;
  if (one.kind === 'null') return other;
  if (one.kind !== other.kind || one.fields !== other.fields) return undefined;
  const parts = one.of.flatMap((part, index) => joinTypes(part, other.of[index] ?? free) ?? []);
  return parts.length === one.of.length ? { ...one, of: parts } : undefined;
}

/** The result of a call with such arguments, when they fit. */
export function matchCall({ params, result }: Overload, args: readonly CelType[]): CelType | undefined {
  if (params.length !== args.length) return undefined;
  const bound = new Map<string, CelType>();
  const fits = params.every((param, index) => matches(param, args[index] ?? dyn, bound));
  return fits ? fillIn(result, bound) : undefined;
}

function matches(param: CelType, given: CelType, bound: Map<string, CelType>): boolean {
  if (param.kind === 'A' || param.kind === 'B') return bind(param.kind, given, bound);
  if (param.kind === 'dyn' || given.kind === 'dyn' || given.kind === 'free') return true;
  return param.kind === given.kind && param.of.every((part, index) => matches(part, given.of[index] ?? free, bound));
}

function bind(name: string, given: CelType, bound: Map<string, CelType>): boolean {
  const joined = joinTypes(bound.get(name) ?? free, given);
  if (joined) bound.set(name, joined);
  return joined !== undefined;
}

const fillIn = (type: CelType, bound: ReadonlyMap<string, CelType>): CelType =>
  type.kind === 'A' || type.kind === 'B'
    ? (bound.get(type.kind) ?? free)
    : { ...type, of: type.of.map((part) => fillIn(part, bound)) };
