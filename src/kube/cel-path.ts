import type { Declared } from './cel-declare.ts';

/**
 * A path to a field as google/cel-go checker/cost.go keeps it: a Go slice. Two that were appended to the same one may share their
 * memory, so that the later one is read in place of the earlier.
 */
export interface FieldPath {
  readonly parts: string[];
  readonly length: number;
  readonly room: number;
}

export const noPath: FieldPath = { parts: [], length: 0, room: 0 };

export const rootPath = (name: string): FieldPath => ({ parts: [name], length: 1, room: 1 });

/** Go's append: writes into what is there when there is room, else into memory of its own of twice the size. */
export function extendPath(path: FieldPath, part: string): FieldPath {
  const { length, room } = path;
  const isFull = length === room;
  const parts = isFull ? path.parts.slice(0, length) : path.parts;
  parts[length] = part;
  return { parts, length: length + 1, room: isFull ? Math.max(1, 2 * room) : room };
}

/** A path of its own. */
export const copyPath = ({ parts, length }: FieldPath, part: string): FieldPath => ({
  parts: [...parts.slice(0, length), part],
  length: length + 1,
  room: length + 1,
});

/** What a schema declares at the end of a path: apiextensions-apiserver pkg/apiserver/schema/cel/compilation.go EstimateSize. */
export function declaredAt(root: Declared, { parts, length }: FieldPath): Declared | undefined {
  if (length === 0) return undefined;
  return parts.slice(1, length).reduce<Declared | undefined>((at, part) => {
    if (part === '@items' || part === '@values') return at?.element;
    return part === '@keys' ? at?.key : at?.type.fields?.get(part);
  }, root);
}
