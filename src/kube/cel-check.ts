import { type CelType, type Declared, simpleType } from './cel-declare.ts';
import { accumulator, type CallExpr, type Expr, type LoopExpr, NotEstimated } from './cel-expr.ts';
import { dyn, fieldOf, free, isSameType, joinTypes, matchCall, optionalOf } from './cel-match.ts';
import { type Overload, overloadsOf } from './cel-signatures.ts';

/** What google/cel-go checker/checker.go finds out of an expression, as far as costs go by it. */
export interface Checked {
  readonly types: ReadonlyMap<Expr, CelType>;
  readonly overloads: ReadonlyMap<Expr, readonly Overload[]>;
}

type Variables = Readonly<Record<string, CelType>>;

const bool = simpleType('bool');
const typeNames: ReadonlySet<string> = new Set('bool int uint double string bytes list map null_type type'.split(' '));

/** Types of more parts are given up: maps of maps of themselves would double with each step. */
const maxParts = 200;

/** Stops soon after as many as asked for. */
function countParts(type: CelType, most: number): number {
  let count = 1;
  for (const part of type.of) if (count <= most) count += countParts(part, most - count);
  return count;
}

/** Finds the types; what is not understood throws `NotEstimated`. */
export function checkTypes(root: Expr, variables: Variables): Checked {
  const checker = new Checker();
  checker.check(root, variables);
  return checker;
}

class Checker implements Checked {
  readonly types = new Map<Expr, CelType>();
  readonly overloads = new Map<Expr, readonly Overload[]>();

  check(expr: Expr, variables: Variables): CelType {
    const known = this.types.get(expr);
    if (known) return known;
    const type = this.#find(expr, variables);
    if (countParts(type, maxParts) > maxParts) throw new NotEstimated('a type of very many parts');
    this.types.set(expr, type);
    return type;
  }

  #find(expr: Expr, variables: Variables): CelType {
    switch (expr.kind) {
      case 'literal':
        return simpleType(expr.type);
      case 'ident':
        return typeOfName(expr.name, variables);
      case 'select': {
        const field = fieldOf(this.check(expr.operand, variables), expr.field);
        return expr.isTest ? bool : field;
      }
      case 'list':
        return { kind: 'list', of: [this.#join(expr.items, variables)] };
      case 'map': {
        const keys = this.#join(
          expr.entries.map(([key]) => key),
          variables,
        );
        return {
          kind: 'map',
          of: [
            keys,
            this.#join(
              expr.entries.map(([, value]) => value),
              variables,
            ),
          ],
        };
      }
      case 'loop':
        return this.#loop(expr, variables);
      default:
        return this.#call(expr, variables);
    }
  }

  /** Upstream takes items of one type only: ValidateHomogeneousAggregateLiterals. */
  #join(items: readonly Expr[], variables: Variables): CelType {
    return items.reduce<CelType>((type, item) => {
      const next = this.check(item, variables);
      const joined = type.kind === next.kind || type.kind === 'free' ? joinTypes(type, next) : undefined;
      if (!joined) throw new NotEstimated(`${type.kind} beside ${next.kind}`);
      return joined;
    }, free);
  }

  /** Only what is written into a text may be of any type. */
  #checkFormatted({ name, args: [list] }: CallExpr, variables: Variables): void {
    if (name !== 'format' || list?.kind !== 'list') return;
    for (const item of list.items) this.check(item, variables);
    this.types.set(list, { kind: 'list', of: [dyn] });
  }

  #loop(loop: LoopExpr, variables: Variables): CelType {
    const range = this.check(loop.range, variables);
    const item = range.kind === 'dyn' ? dyn : range.of[0];
    if (!item || !['dyn', 'list', 'map'].includes(range.kind)) throw new NotEstimated(`a loop over ${range.kind}`);
    const inner = { ...variables, [loop.variable]: item };
    const collected = loop.collected && this.check(loop.collected, inner);
    const init = this.check(loop.init, variables);
    const gathered = { [accumulator]: collected ? { kind: 'list', of: [collected] } : init };
    this.check(loop.condition, { ...inner, ...gathered });
    this.check(loop.step, { ...inner, ...gathered });
    return this.check(loop.result, { ...variables, ...gathered });
  }

  #call(call: CallExpr, variables: Variables): CelType {
    const [operand, name] = call.args;
    if (call.name === '_?._' && operand && name?.kind === 'literal') {
      this.check(name, variables);
      const field = fieldOf(this.check(operand, variables), name.field ?? '');
      this.overloads.set(call, [{ isMember: false, params: [dyn, dyn], result: field }]);
      return field.kind === 'optional' ? field : optionalOf(field);
    }
    this.#checkFormatted(call, variables);
    const args = [...(call.target ? [call.target] : []), ...call.args].map((arg) => this.check(arg, variables));
    const fits = overloadsOf(call.name).flatMap((overload) => {
      const result = overload.isMember === (call.target !== undefined) && matchCall(overload, args);
      return result ? [{ overload, result }] : [];
    });
    const [best, ...others] = fits;
    if (!best) throw new NotEstimated(`${call.name} of ${args.map(({ kind }) => kind).join(', ')}`);
    this.overloads.set(
      call,
      fits.map(({ overload }) => overload),
    );
    return others.every(({ result }) => isSameType(result, best.result)) ? best.result : dyn;
  }
}

function typeOfName(name: string, variables: Variables): CelType {
  const known = Object.hasOwn(variables, name) ? variables[name] : undefined;
  if (known) return known;
  if (typeNames.has(name)) return simpleType('type');
  throw new NotEstimated(`the name ${name}`);
}

/** The variables of a rule. */
export const ruleVariables = ({ type }: Declared, isOldOptional: boolean): Variables => ({
  self: type,
  oldSelf: isOldOptional ? optionalOf(type) : type,
});
