import type { Environment } from '@marcbachmann/cel-js';
import { messageOf } from '../core/errors.ts';
import { compileGoRegexp, type GoRegexp } from '../core/go-regexp.ts';
import { type CelEvaluator, CelLimitError, CelMeter, type CelNode, type Measured } from './cel-meter.ts';

/** What came of an expression, and what it cost to run. */
export type CelResult = Measured<unknown> | { readonly error: string; readonly cost: number; readonly work: number };

/** Runs with variables, at most at the cost given. */
export type CelProgram = (variables: Readonly<Record<string, unknown>>, limit: number) => CelResult;

/** Reads expressions as the API server's environment does, with its costs and limits. */
export interface CelEngine {
  readonly compile: (expression: string) => CelProgram | { readonly error: string };
  /** The tree of an expression as it is written; undefined for one that cannot be read. */
  readonly parse: (expression: string) => CelNode | undefined;
}

/** k8s.io/apiserver pkg/apis/cel/config.go PerCallLimit. */
export const perCallLimit = 1_000_000;
/** The same file, RuntimeCELCostBudget: what all rules of an object may cost together. */
export const objectBudget = 10_000_000;
/** google/cel-go parser/options.go expressionSizeCodePointLimit. */
const maxLetters = 100_000;

let loading: Promise<CelEngine> | undefined;

/** The engine, read on first use. */
export function loadCel(): Promise<CelEngine> {
  loading ??= import('@marcbachmann/cel-js').then(({ Environment }) => new Engine(new Environment(options)));
  return loading;
}

const options = { unlistedVariablesAreDyn: true, enableOptionalTypes: true } as const;
const compiledAtMost = 2000;

class Engine implements CelEngine {
  readonly #environment: Environment;
  readonly #meter: CelMeter;
  readonly #compiled = new Map<string, CelProgram | { readonly error: string }>();

  constructor(environment: Environment) {
    this.#environment = environment;
    this.#meter = new CelMeter(registerFunctions(environment));
  }

  compile(expression: string): CelProgram | { readonly error: string } {
    const known = this.#compiled.get(expression);
    if (known) return known;
    if (this.#compiled.size >= compiledAtMost) this.#compiled.clear();
    const program = this.#read(expression);
    this.#compiled.set(expression, program);
    return program;
  }

  parse(expression: string): CelNode | undefined {
    if (expression.length > maxLetters) return undefined;
    try {
      return this.#environment.parse(expression).ast as unknown as CelNode;
    } catch {
      return undefined;
    }
  }

  #read(expression: string): CelProgram | { readonly error: string } {
    const size = [...expression.slice(0, 2 * maxLetters + 2)].length;
    if (size > maxLetters) {
      return { error: `expression code point size exceeds limit: size: ${size}, limit ${maxLetters}` };
    }
    try {
      const source = withoutIndexedHas(expression);
      this.#environment.parse(source);
      // The engine's root runs unseen by the meter, so what is meant is put below it.
      const parsed = this.#environment.parse(`dyn(${source}\n)`);
      this.#replaceCalls(parsed.ast as unknown as CelNode);
      return (variables, limit) => this.#run(() => parsed(variables), limit);
    } catch (thrown) {
      return { error: explain(thrown) };
    }
  }

  /** Calls of functions that are replaced, in the engine's tree before it is checked. */
  #replaceCalls(node: CelNode): void {
    const { op } = node;
    const args: readonly unknown[] = Array.isArray(node.args) ? node.args : [node.args];
    if (op === 'rcall' && args[0] === 'matches') (node.args as unknown[])[0] = 'goMatches';
    for (const part of partsOf(args)) this.#replaceCalls(part);
    if (op === 'call' && args[0] === 'duration') this.#shorten(args[1] as CelNode[]);
  }

  #shorten(given: CelNode[]): void {
    if (given.length !== 1) return;
    const call = this.#environment.parse('shortText(x)').ast as unknown as {
      readonly args: readonly [string, CelNode[]];
    };
    call.args[1].splice(0, 1, ...given);
    given.splice(0, 1, call as CelNode);
  }

  #run(run: () => unknown, limit: number): CelResult {
    try {
      return this.#meter.measure(limit, run);
    } catch (thrown) {
      const cost = thrown instanceof CelLimitError ? limit + 1 : 0;
      return { error: explain(thrown), cost, work: 0 };
    }
  }
}

const explain = (thrown: unknown): string =>
  thrown instanceof RangeError ? 'expression recursion limit exceeded: 250' : (messageOf(thrown).split('\n')[0] ?? '');

/** Functions the engine does not have, or has with JavaScript's meaning; returns its evaluator, which it hands to functions only. */
function registerFunctions(environment: Environment): CelEvaluator {
  let evaluator: CelEvaluator | undefined;
  environment.registerFunction('isURL(string): bool', function isUrl(this: CelEvaluator, text: string) {
    evaluator = this;
    return URL.canParse(text);
  });
  environment.registerFunction('string.goMatches(string): bool', (text: string, pattern: string) =>
    regexpOf(pattern).matches(text),
  );
  environment.registerFunction(
    'string.find(string): string',
    (text: string, pattern: string) => regexpOf(pattern).find(text) ?? '',
  );
  environment.registerFunction('string.findAll(string): list<string>', (text: string, pattern: string) =>
    regexpOf(pattern).findAll(text, -1),
  );
  environment.registerFunction(
    'string.findAll(string, int): list<string>',
    (text: string, pattern: string, limit: bigint) => regexpOf(pattern).findAll(text, Number(limit)),
  );
  environment.registerFunction('shortText(string): string', shortText);
  environment.evaluate('isURL("")');
  if (!evaluator) throw new Error('the engine for CEL hands no evaluator to its functions');
  return evaluator;
}

function regexpOf(pattern: string): GoRegexp {
  const compiled = compileGoRegexp(pattern);
  if ('problem' in compiled) throw new Error(compiled.problem);
  return compiled.regexp;
}

/** Longer texts are no durations, and the engine would search them in cubic time. */
function shortText(text: string): string {
  if (text.length > 128) throw new Error(`Invalid duration string: ${text.slice(0, 128)}…`);
  return text;
}

function* partsOf(args: unknown): Generator<CelNode> {
  if (Array.isArray(args)) for (const each of args) yield* partsOf(each);
  else if (typeof args === 'object' && args !== null && 'op' in args) yield args as CelNode;
}

/** The engine cannot do `has(x[0].f)`; the optional field says the same. */
const withoutIndexedHas = (expression: string): string =>
  expression.replace(/\bhas\(([^()]{1,500}\])\.(\w{1,200})\)/g, (whole, path: string, field: string) =>
    path.includes('[') ? `${path}.?${field}.hasValue()` : whole,
  );
