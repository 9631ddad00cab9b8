/**
 * What an expression costs while it runs, as the API server counts it: google/cel-go interpreter/runtimecost.go and common/cost.go,
 * k8s.io/apiserver pkg/cel/library/cost.go. What this engine alone does slowly is counted as work, beside the cost.
 */
export interface Charge {
  readonly cost: number;
  readonly work: number;
}

const traversal = 0.1;
const perPatternLetter = 0.25;

/** Cost of one round of a macro beside what is written in it, and of one that is passed over; what its end and its break cost. */
export const macroCosts: Readonly<
  Record<string, { readonly round: number; readonly end: number; readonly stop: number }>
> = {
  all: { round: 3, end: 1, stop: 2 },
  exists: { round: 4, end: 1, stop: 3 },
  exists_one: { round: 0, end: 2, stop: 0 },
  map: { round: 0, end: 1, stop: 0 },
  filter: { round: 0, end: 1, stop: 0 },
};

/** Size of a value as costs go by: letters, items, fields; anything else is 1. */
export function sizeOf(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (Array.isArray(value) || value instanceof Uint8Array) return value.length;
  if (value instanceof Map || value instanceof Set) return value.size;
  if (isPlain(value)) return Object.keys(value).length;
  return 1;
}

const isPlain = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;

const deepSizes = new WeakMap<object, number>();

/** Everything inside a value: what comparing it may take. */
function deepSizeOf(value: unknown): number {
  if (!Array.isArray(value) && !isPlain(value)) return 1;
  const known = deepSizes.get(value);
  if (known !== undefined) return known;
  let size = 1;
  for (const inner of Object.values(value)) size += deepSizeOf(inner);
  deepSizes.set(value, size);
  return size;
}

const scaled = (size: number, factor: number): number => Math.ceil(size * factor);
const matching = (text: unknown, pattern: unknown): number =>
  scaled(1 + sizeOf(text), traversal) * scaled(sizeOf(pattern), perPatternLetter);

type Args = readonly unknown[];

const plain = (cost: number): Charge => ({ cost, work: 0 });

/** Searching in a text may take the product of both lengths here, upstream their sum. */
const searching = (cost: number, [text, wanted]: Args): Charge => ({
  cost,
  work: (sizeOf(text) * sizeOf(wanted)) / 100,
});

/** What a function costs with these arguments; to be asked before it is called. */
export function functionCharge(name: string, args: Args): Charge {
  const [first, second] = args;
  switch (name) {
    case 'startsWith':
    case 'endsWith':
    case 'lowerAscii':
    case 'upperAscii':
    case 'substring':
    case 'trim':
    case 'bytes':
      return plain(scaled(sizeOf(first), traversal));
    case 'contains':
      return searching(scaled(sizeOf(first), traversal) * scaled(sizeOf(second), traversal), args);
    case 'indexOf':
    case 'lastIndexOf':
      return searching(Math.floor(sizeOf(first) * traversal), args);
    case 'split':
    case 'replace':
      return searching(scaled(sizeOf(first), 2 * traversal), args);
    case 'goMatches':
    case 'find':
    case 'findAll':
      return plain(matching(first, second));
    case 'join':
      return plain(scaled(Array.isArray(first) ? joinedSize(first, second) : 1, 2 * traversal));
    case 'size':
      return { cost: 1, work: sizeOf(first) / 10 };
    case 'shortText':
    case 'hasValue':
    case 'orValue':
    case 'or':
      return plain(0);
    default:
      // Times of a zone are asked of the platform, slowly.
      return name.startsWith('get') && args.length > 1 ? { cost: 1, work: 1000 } : plain(1);
  }
}

const joinedSize = (texts: readonly unknown[], separator: unknown): number =>
  texts.reduce<number>((sum, text) => sum + sizeOf(text), 0) +
  Math.max(0, texts.length - 1) * (typeof separator === 'string' ? separator.length : 0);

/** What an operator costs with these operands; `isFixed` says that a list stands in the expression itself. */
export function operatorCharge(operator: string, left: unknown, right: unknown, isFixed: boolean): Charge {
  switch (operator) {
    case '==':
    case '!=': {
      const work = Math.min(deepSizeOf(left), deepSizeOf(right)) / 10;
      return { cost: scaled(Math.min(sizeOf(left), sizeOf(right)), traversal), work };
    }
    case '<':
    case '<=':
    case '>':
    case '>=':
      return plain(typeof left === 'string' ? scaled(Math.min(sizeOf(left), sizeOf(right)), traversal) : 1);
    case 'in': {
      if (!Array.isArray(right)) return plain(1);
      // An item may be compared through and through.
      return {
        cost: isFixed ? 0 : right.length,
        work: right.length * (typeof left === 'object' ? deepSizeOf(left) : 1),
      };
    }
    case '+': {
      if (typeof left === 'string' || left instanceof Uint8Array) {
        return plain(scaled(sizeOf(left) + sizeOf(right), traversal));
      }
      // Upstream chains lists, this engine copies them.
      return { cost: 1, work: Array.isArray(left) ? sizeOf(left) + sizeOf(right) : 0 };
    }
    default:
      return plain(1);
  }
}

export const listCost = 10;
export const mapCost = 30;
/** `accu + [item]`: the variable, the list, the addition. */
export const collectCost = 12;
