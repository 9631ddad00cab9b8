import type { Checked } from './cel-check.ts';
import type { CelType, Declared } from './cel-declare.ts';
import { accumulator, type Expr } from './cel-expr.ts';
import { declaredAt, type FieldPath, noPath } from './cel-path.ts';
import { fixedSize, type Size, uniteSizes, unknownSize } from './cel-size.ts';

/** Sizes of what a list or map that an expression makes holds. */
export interface EntrySize {
  readonly container: 'list' | 'map';
  readonly key: Size;
  readonly value: Size;
}

/** A variable of a loop. */
export interface Local {
  readonly path: FieldPath;
  readonly size: Size | undefined;
  readonly entry: EntrySize | undefined;
}

/** An operand as functions are asked about it. */
export interface Operand {
  readonly expr: Expr;
  readonly type: CelType;
  readonly path: FieldPath;
  readonly size: Size | undefined;
}

/** The sizes of the parts of one expression: google/cel-go checker/cost.go computeSize and what belongs to it. */
export class Sizes {
  readonly #checked: Checked;
  readonly #root: Declared;
  readonly #paths = new Map<Expr, FieldPath>();
  readonly #sizes = new Map<Expr, Size>();
  readonly #entries = new Map<Expr, EntrySize>();
  readonly #locals = new Map<string, Local[]>();

  constructor(checked: Checked, root: Declared) {
    this.#checked = checked;
    this.#root = root;
  }

  typeOf(expr: Expr): CelType {
    return this.#checked.types.get(expr) ?? { kind: 'dyn', of: [] };
  }

  push(name: string, local: Local): void {
    this.#locals.set(name, [...(this.#locals.get(name) ?? []), local]);
  }

  pop(name: string): void {
    this.#locals.get(name)?.pop();
  }

  local(name: string): Local | undefined {
    return this.#locals.get(name)?.at(-1);
  }

  pathOf(expr: Expr): FieldPath {
    const local = expr.kind === 'ident' ? this.local(expr.name) : undefined;
    return local?.path ?? this.#paths.get(expr) ?? noPath;
  }

  setPath(expr: Expr, path: FieldPath): void {
    this.#paths.set(expr, path);
  }

  setSize(expr: Expr, size: Size | undefined): void {
    if (size) this.#sizes.set(expr, size);
  }

  setEntry(expr: Expr, entry: EntrySize | undefined): void {
    if (entry) this.#entries.set(expr, entry);
  }

  operand(expr: Expr): Operand {
    const path = this.pathOf(expr);
    const isGathered = path.length > 0 && path.parts[0] === accumulator;
    return { expr, type: this.typeOf(expr), path: isGathered ? noPath : path, size: this.find(expr) };
  }

  /** The size of an operand, by its own or by the schema; anything at all when there is none. */
  sizeOf({ size, path }: Pick<Operand, 'size' | 'path'>): Size {
    return size ?? this.declared(path) ?? unknownSize;
  }

  declared(path: FieldPath): Size | undefined {
    const found = declaredAt(this.#root, path);
    return found && { min: 0n, max: BigInt(found.maxElements) };
  }

  find(expr: Expr): Size | undefined {
    const known = this.#sizes.get(expr) ?? writtenSize(expr);
    if (known) return known;
    const declared = this.declared(this.pathOf(expr));
    if (declared) {
      this.#sizes.set(expr, declared);
      return declared;
    }
    if (isScalar(this.typeOf(expr))) return fixedSize(1);
    return expr.kind === 'ident' ? this.local(expr.name)?.size : undefined;
  }

  findEntry(expr: Expr): EntrySize | undefined {
    const known = this.#entries.get(expr);
    return known ?? (expr.kind === 'ident' ? this.local(expr.name)?.entry : undefined);
  }
}

function writtenSize(expr: Expr): Size | undefined {
  if (expr.kind === 'literal') return fixedSize(expr.size);
  if (expr.kind === 'list') return fixedSize(expr.items.length);
  return expr.kind === 'map' ? fixedSize(expr.entries.length) : undefined;
}

const scalars: ReadonlySet<string> = new Set(['bool', 'double', 'duration', 'int', 'timestamp', 'uint']);

function isScalar({ kind, of: [inner] }: CelType): boolean {
  return scalars.has(kind) || (kind === 'optional' && inner !== undefined && isScalar(inner));
}

export const uniteEntries = (one: EntrySize | undefined, other: EntrySize | undefined): EntrySize | undefined =>
  one &&
  other && {
    container: one.container,
    key: uniteSizes(one.key, other.key),
    value: uniteSizes(one.value, other.value),
  };
