/** An expression as google/cel-go sees it once macros are written out. */
export type Expr =
  | LiteralExpr
  | { readonly kind: 'ident'; readonly name: string }
  | { readonly kind: 'select'; readonly operand: Expr; readonly field: string; readonly isTest: boolean }
  | CallExpr
  | { readonly kind: 'list'; readonly items: readonly Expr[] }
  | { readonly kind: 'map'; readonly entries: readonly (readonly [Expr, Expr])[] }
  | LoopExpr;

export interface LiteralExpr {
  readonly kind: 'literal';
  readonly type: string;
  readonly size: number;
  /** Of whole numbers. */
  readonly value?: bigint;
  /** Of an optional field. */
  readonly field?: string;
}

export interface CallExpr {
  readonly kind: 'call';
  readonly name: string;
  readonly target?: Expr;
  readonly args: readonly Expr[];
}

export interface LoopExpr {
  readonly kind: 'loop';
  readonly variable: string;
  readonly range: Expr;
  readonly init: Expr;
  readonly condition: Expr;
  readonly step: Expr;
  readonly result: Expr;
  /** What a collecting loop collects. */
  readonly collected?: Expr;
}

/** The estimate of this expression is not known: something in it is. */
export class NotEstimated extends Error {}

/** Name of the variable that loops gather in. */
export const accumulator = '__result__';

export const call = (name: string, ...args: readonly Expr[]): Expr => ({ kind: 'call', name, args });
export const literal = (type: string, size = 1): LiteralExpr => ({ kind: 'literal', type, size });
