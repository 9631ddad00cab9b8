import { type Expression, parseExpression } from './router-rule-syntax.ts';

/** A rule as a tree: negation stands at the leaves only (De Morgan), as upstream keeps it. */
export type RouterRuleTree =
  | { readonly operator: 'and' | 'or'; readonly left: RouterRuleTree; readonly right: RouterRuleTree }
  | { readonly operator: 'leaf'; readonly matcher: string; readonly not: boolean; readonly values: readonly string[] };

/** A refusal with upstream's words. */
export interface RouterRuleProblem {
  readonly problem: string;
}

type Value = RouterRuleTree | { readonly operator: 'value'; readonly goType: string; readonly text: string };

class Refusal extends Error {}

/** The four spellings of a matcher's name. Upstream: pkg/rules/parser.go NewParser. */
export function spellings(matchers: readonly string[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const matcher of matchers) {
    const lower = matcher.toLowerCase();
    for (const name of [matcher, lower, matcher.toUpperCase(), lower[0]!.toUpperCase() + lower.slice(1)]) {
      names.set(name, matcher);
    }
  }
  return names;
}

/**
 * Reads a rule into its tree, for a set of matcher names (see {@link spellings}).
 * Upstream: pkg/rules/parser.go, vulcand/predicate parse.go.
 */
export function parseRouterRule(text: string, names: ReadonlyMap<string, string>): RouterRuleTree | RouterRuleProblem {
  const expression = parseExpression(text);
  if ('problem' in expression) return { problem: `parsing rule ${text}: ${expression.problem}` };
  try {
    const value = evaluate(expression, names);
    return value.operator === 'value' ? { problem: 'obtaining build tree' } : value;
  } catch (thrown) {
    if (thrown instanceof Refusal) return { problem: `parsing rule ${text}: ${thrown.message}` };
    throw thrown;
  }
}

function evaluate(expression: Expression, names: ReadonlyMap<string, string>): Value {
  if (expression.type === 'paren') return evaluate(expression.inner, names);
  if (expression.type === 'binary') {
    const left = evaluate(expression.left, names);
    const right = evaluate(expression.right, names);
    const operator = { '&&': 'and', '||': 'or' }[expression.operator];
    if (!operator) throw new Refusal(`${expression.operator} is not supported`);
    return { operator: operator as 'and' | 'or', left: asTree(left), right: asTree(right) };
  }
  if (expression.type === 'unary') {
    if (expression.operator !== '!') throw new Refusal(`${expression.operator} is not supported`);
    return invert(asTree(evaluate(expression.operand, names)));
  }
  return evaluateOperand(expression, names);
}

function asTree(value: Value): RouterRuleTree {
  if (value.operator !== 'value') return value;
  throw new Refusal(`reflect: Call using ${value.goType} as type rules.TreeBuilder`);
}

function invert(tree: RouterRuleTree): RouterRuleTree {
  if (tree.operator === 'leaf') return { ...tree, not: !tree.not };
  return { operator: tree.operator === 'and' ? 'or' : 'and', left: invert(tree.left), right: invert(tree.right) };
}

function evaluateOperand(expression: Expression, names: ReadonlyMap<string, string>): Value {
  switch (expression.type) {
    case 'literal':
      return literalValue(expression.kind, expression.text);
    case 'identifier':
      throw new Refusal(`${expression.name} is not defined`);
    case 'selector':
      throw new Refusal(`${selectorPath(expression).join('.')} is not defined`);
    case 'index':
      throw new Refusal('properties are not supported');
    case 'call':
      return callMatcher(expression.callee, expression.args, names);
    default:
      throw new Refusal(`${goTypeOf(expression)} is not supported`);
  }
}

function selectorPath(expression: Expression): string[] {
  if (expression.type === 'identifier') return [expression.name];
  if (expression.type === 'selector') return [...selectorPath(expression.of), expression.name];
  throw new Refusal(`unsupported selector type: ${goTypeOf(expression)}`);
}

const goTypes: Readonly<Record<Expression['type'], string>> = {
  identifier: '*ast.Ident',
  literal: '*ast.BasicLit',
  call: '*ast.CallExpr',
  selector: '*ast.SelectorExpr',
  index: '*ast.IndexExpr',
  unary: '*ast.UnaryExpr',
  binary: '*ast.BinaryExpr',
  paren: '*ast.ParenExpr',
  other: '',
};
const goTypeOf = (expression: Expression): string =>
  expression.type === 'other' ? expression.goType : goTypes[expression.type];

function calleeName(callee: Expression): string {
  if (callee.type === 'identifier') return callee.name;
  if (callee.type !== 'selector') throw new Refusal(`expected identifier, got: ${goTypeOf(callee)}`);
  if (callee.of.type === 'identifier') return `${callee.of.name}.${callee.name}`;
  throw new Refusal(`expected selector identifier, got: ${goTypeOf(callee.of)}`);
}

function callMatcher(
  callee: Expression,
  args: readonly Expression[],
  names: ReadonlyMap<string, string>,
): RouterRuleTree {
  const name = calleeName(callee);
  const matcher = names.get(name);
  if (matcher === undefined) throw new Refusal(`unsupported function: ${name}`);
  const values = args.map((arg) => evaluateOperand(arg, names));
  const odd = values.find((value) => value.operator !== 'value' || value.goType !== 'string');
  if (odd) {
    const goType = odd.operator === 'value' ? odd.goType : 'rules.TreeBuilder';
    throw new Refusal(`reflect: cannot use ${goType} as type string in Call`);
  }
  return { operator: 'leaf', matcher, not: false, values: values.map((value) => (value as { text: string }).text) };
}

function literalValue(kind: string, text: string): Value {
  if (kind === 'STRING') return { operator: 'value', goType: 'string', text: unquote(text) };
  if (kind === 'INT' && /^(0|[1-9]\d*|0\d+)$/.test(text) && BigInt(text) < 1n << 63n) {
    return { operator: 'value', goType: 'int', text };
  }
  if (kind === 'INT') {
    const reason = /^\d+$/.test(text) ? 'value out of range' : 'invalid syntax';
    throw new Refusal(`failed to parse argument: ${text}, error: strconv.Atoi: parsing "${text}": ${reason}`);
  }
  if (kind === 'FLOAT') return { operator: 'value', goType: 'float64', text };
  throw new Refusal(`unsupported function argument type: '${kind}'`);
}

const simpleEscapes: Readonly<Record<string, number>> = { a: 7, b: 8, f: 12, n: 10, r: 13, t: 9, v: 11 };

/** The value of a Go string literal, as strconv.Unquote. */
export function unquote(literal: string): string {
  const inner = literal.slice(1, -1);
  if (literal[0] === '`') return inner.replaceAll('\r', '');
  if (!inner.includes('\\')) return inner;
  const parts: Buffer[] = [];
  const pattern = /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})|(.))|[^\\]+/gsu;
  for (const [text, hex, short, long, octal, simple] of inner.matchAll(pattern)) {
    const rune = short ?? long;
    const byte =
      hex !== undefined ? Number.parseInt(hex, 16) : octal !== undefined ? Number.parseInt(octal, 8) : undefined;
    if (byte !== undefined) parts.push(Buffer.from([byte]));
    else if (rune !== undefined) parts.push(Buffer.from(String.fromCodePoint(Number.parseInt(rune, 16))));
    else if (simple !== undefined)
      parts.push(Buffer.from(simple in simpleEscapes ? [simpleEscapes[simple]!] : Buffer.from(simple)));
    else parts.push(Buffer.from(text));
  }
  return Buffer.concat(parts).toString('utf8');
}
