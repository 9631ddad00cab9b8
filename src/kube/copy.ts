/** A record that is being made. */
type Draft = Record<string, unknown>;

/** Sets a field of a record that is being made, whatever its name: a plain assignment to `__proto__` would set no field. */
export function setField(draft: Draft, field: string, value: unknown): void {
  if (field === '__proto__')
    Object.defineProperty(draft, field, { value, writable: true, enumerable: true, configurable: true });
  else draft[field] = value;
}

/**
 * A shallow copy, fields in their order. As `{ ...object }`, for places where objects of many kinds pass: where an engine has seen many
 * shapes at one place, it copies field by field several times faster.
 */
export function copyOf<T extends object>(object: T): T {
  const copy: Draft = {};
  for (const key in object) setField(copy, key, object[key]);
  return copy as T;
}

/** A shallow copy with one field changed in its place, or added at the end. As `{ ...object, [field]: value }`, see {@link copyOf}. */
export function withField<T extends object>(object: T, field: string, value: unknown): T {
  const copy = copyOf(object) as Draft;
  copy[field] = value;
  return copy as T;
}
