import {
  type Charge,
  collectCost,
  functionCharge,
  listCost,
  macroCosts,
  mapCost,
  operatorCharge,
  sizeOf,
} from './cel-cost.ts';

/** A node of the engine's tree, as far as it is looked at. */
export interface CelNode {
  readonly op: string;
  readonly args: unknown;
  readonly meta?: { readonly alternate?: CelNode; readonly macro?: unknown };
  readonly receiverWithArgs?: readonly CelNode[];
  readonly handle?: (...parts: readonly unknown[]) => unknown;
  readonly evaluate: (evaluator: CelEvaluator, node: CelNode, context: unknown) => unknown;
}

/** The engine's evaluator: every node but the root runs through `run`. */
export interface CelEvaluator {
  run: (node: CelNode, context: unknown) => unknown;
}

/** What passing a limit is called: that of costs, and that of steps, where upstream's time runs out. */
export const cancelled = 'operation cancelled: actual cost limit exceeded';
export const interrupted = 'operation interrupted';

/** Running was given up; the text is upstream's. */
export class CelLimitError extends Error {}

export interface Measured<T> {
  readonly value: T;
  readonly cost: number;
  readonly work: number;
}

/** A loop that runs: what a round costs, how many there were and may be. */
interface Loop {
  readonly cost: number;
  rounds: number;
  size: number;
}

/** Steps that this engine may take in one expression, most of them not counted upstream: a second or so. */
export const maxWork = 5_000_000;

/** Counts what expressions cost, and stops them at a limit. */
export class CelMeter {
  readonly #evaluator: CelEvaluator;
  #cost = 0;
  #work = 0;
  #limit = Number.POSITIVE_INFINITY;
  #isOver: CelLimitError | undefined;
  /** Loops by their step, which runs once a round, and by what they go through. */
  readonly #steps = new WeakMap<CelNode, Loop>();
  readonly #ranges = new WeakMap<CelNode, Loop>();

  constructor(evaluator: CelEvaluator) {
    this.#evaluator = evaluator;
    evaluator.run = (node, context) => this.#run(node, context);
  }

  /** Runs with the count at zero. The error of a passed limit is thrown even where the expression would have swallowed it. */
  measure<T>(limit: number, run: () => T): Measured<T> {
    this.#cost = 0;
    this.#work = 0;
    this.#limit = limit;
    this.#isOver = undefined;
    try {
      const value = run();
      if (this.#isOver) throw this.#isOver;
      return { value, cost: this.#cost, work: this.#work };
    } catch (thrown) {
      throw this.#isOver ?? thrown;
    }
  }

  #charge({ cost, work }: Charge): void {
    this.#cost += cost;
    this.#work += work + 1;
    if (this.#cost > this.#limit) this.#isOver = new CelLimitError(cancelled);
    else if (this.#work > maxWork) this.#isOver = new CelLimitError(interrupted);
    if (this.#isOver) throw this.#isOver;
  }

  #run(node: CelNode, context: unknown): unknown {
    if (this.#isOver) throw this.#isOver;
    const loop = this.#steps.get(node);
    if (loop) {
      loop.rounds += 1;
      this.#charge({ cost: loop.cost, work: 0 });
    }
    const value = this.#evaluate(node, context);
    const over = this.#ranges.get(node);
    if (over) {
      over.size = sizeOf(value);
      // Rounds over a map begin with a list of its keys.
      this.#charge({ cost: 0, work: Array.isArray(value) ? 0 : over.size });
    }
    return value;
  }

  #evaluate(node: CelNode, context: unknown): unknown {
    const real = node.meta?.alternate ?? node;
    if (real.op === 'comprehension') return this.#loop(node, real, context);
    if (node.meta?.macro !== undefined) {
      this.#charge({ cost: hasCost(node), work: 0 });
      return node.evaluate(this.#evaluator, node, context);
    }
    if (real.op === 'call' || real.op === 'rcall') return this.#call(real, context);
    if (binary.has(real.op)) return this.#operate(real, context);
    if (real.op === '?:') return this.#choose(real, context);
    this.#charge({ cost: ownCost(real), work: 0 });
    return node.evaluate(this.#evaluator, node, context);
  }

  #call(node: CelNode, context: unknown): unknown {
    const [name] = node.args as readonly [string];
    const parts =
      node.op === 'rcall' ? node.receiverWithArgs! : (node.args as readonly [string, readonly CelNode[]])[1];
    const args = parts.toReversed().map((part) => this.#run(part, context));
    args.reverse();
    const isFolded = conversions.has(name) && parts.every(isConstant);
    this.#charge(isFolded ? { cost: 0, work: 0 } : functionCharge(name, args));
    return node.op === 'rcall' ? node.handle!(args, this.#evaluator, node) : node.handle!(args, node, this.#evaluator);
  }

  #operate(node: CelNode, context: unknown): unknown {
    const [left, right] = node.args as readonly [CelNode, CelNode];
    const [one, other] = [this.#run(left, context), this.#run(right, context)];
    this.#charge(operatorCharge(node.op, one, other, isConstant(right)));
    return node.handle!(one, other, node, this.#evaluator);
  }

  /** A branch that is no more than an attribute is resolved without being counted. */
  #choose(node: CelNode, context: unknown): unknown {
    const before = this.#cost;
    const [condition, yes, no] = node.args as readonly [CelNode, CelNode, CelNode];
    const chosen = this.#run(condition, context);
    if (typeof chosen !== 'boolean') {
      this.#cost = before;
      return node.evaluate(this.#evaluator, node, context);
    }
    const branch = chosen ? yes : no;
    if (isAttribute(branch)) this.#charge({ cost: -attributeCost(branch), work: 0 });
    return this.#run(branch, context);
  }

  #loop(node: CelNode, { args }: CelNode, context: unknown): unknown {
    const [name] = node.args as readonly [string];
    const { iterable, step } = args as { readonly iterable: CelNode; readonly step: CelNode };
    const costs = macroCosts[name] ?? { round: 0, end: 0, stop: 0 };
    const loop: Loop = { cost: costs.round, rounds: 0, size: 0 };
    this.#steps.set(step, loop);
    this.#ranges.set(iterable, loop);
    const value = node.evaluate(this.#evaluator, node, context);
    const isStopped = (name === 'all' && value === false) || (name === 'exists' && value === true);
    const isEarly = isStopped && loop.rounds < loop.size;
    this.#charge({ cost: costs.end + (isEarly ? costs.stop : 0), work: 0 });
    return value;
  }
}

const binary: ReadonlySet<string> = new Set(['!=', '==', 'in', '+', '-', '*', '/', '%', '<', '<=', '>', '>=']);
const conversions: ReadonlySet<string> = new Set('int uint double duration timestamp string bytes bool'.split(' '));

const isNode = (part: unknown): part is CelNode => typeof part === 'object' && part !== null && 'op' in part;

/** Whether a part is a constant to upstream's planner: literals, and lists and maps of them. */
function isConstant(node: CelNode): boolean {
  if (node.op === 'value') return true;
  if (node.op === 'call') {
    const [name, [given]] = node.args as readonly [string, readonly CelNode[]];
    return name === 'shortText' && given !== undefined && isConstant(given);
  }
  if (node.op !== 'list' && node.op !== 'map') return false;
  return (node.args as readonly unknown[]).flat().every((part) => isNode(part) && isConstant(part));
}

const isAttribute = (node: CelNode | undefined): node is CelNode => {
  if (!node || node.meta?.alternate) return false;
  return node.op === 'id' || (node.op === '.' && isAttribute((node.args as readonly [CelNode])[0]));
};

const attributeCost = (node: CelNode): number =>
  node.op === 'id' ? 1 : 1 + attributeCost((node.args as readonly [CelNode])[0]);

/** `has(a.b.c)` resolves all but the last. The engine runs the first name itself. */
function hasCost(node: CelNode): number {
  const [name, args] = node.args as readonly [string, readonly CelNode[]];
  return name === 'has' && isAttribute(args[0]) ? attributeCost(args[0]) - 2 : 0;
}

function ownCost(node: CelNode): number {
  switch (node.op) {
    case 'id':
    case '.':
    case '.?':
    case '!_':
    case '-_':
      return 1;
    case '[]':
    case '[?]': {
      // An index that is an attribute belongs to the one around it and is not counted apart.
      const [, index] = node.args as readonly [CelNode, CelNode];
      return isAttribute(index) ? 1 - attributeCost(index) : 1;
    }
    case 'list':
      return isConstant(node) ? 0 : listCost;
    case 'map':
      return isConstant(node) ? 0 : mapCost;
    case 'accuPush':
      return collectCost;
    case 'accuInc':
      return 2;
    default:
      return 0;
  }
}
