import { RouterRuleLexer, type SyntaxProblem, type Token } from './router-rule-lexer.ts';

/** A Go expression, as far as a rule can hold one; `other` is Go that is no rule (upstream refuses it by its Go type). */
export type Expression =
  | { readonly type: 'identifier'; readonly name: string }
  | { readonly type: 'literal'; readonly kind: string; readonly text: string }
  | { readonly type: 'call'; readonly callee: Expression; readonly args: readonly Expression[] }
  | { readonly type: 'selector'; readonly of: Expression; readonly name: string }
  | { readonly type: 'index'; readonly of: Expression; readonly index: Expression }
  | { readonly type: 'unary'; readonly operator: string; readonly operand: Expression }
  | { readonly type: 'binary'; readonly operator: string; readonly left: Expression; readonly right: Expression }
  | { readonly type: 'paren'; readonly inner: Expression }
  | { readonly type: 'other'; readonly goType: string };

const precedences: Readonly<Record<string, number>> = {
  '||': 1,
  '&&': 2,
  ...Object.fromEntries(['==', '!=', '<', '<=', '>', '>='].map((operator) => [operator, 3])),
  ...Object.fromEntries(['+', '-', '|', '^'].map((operator) => [operator, 4])),
  ...Object.fromEntries(['*', '/', '%', '<<', '>>', '&', '&^'].map((operator) => [operator, 5])),
};
const statementStart = new Set(
  'break const continue defer fallthrough for go goto if return select switch type var'.split(' '),
);
const literalKinds = new Set(['INT', 'FLOAT', 'IMAG', 'CHAR', 'STRING']);
/** Upstream gives up at 100,000 levels; nobody writes a rule of a thousand. */
const deepest = 1000;

class TooManyProblems extends Error {}

class RuleParser {
  private readonly lexer: RouterRuleLexer;
  private current: Token;
  private depth = 0;

  constructor(text: string) {
    this.lexer = new RouterRuleLexer(text);
    this.current = this.lexer.next();
  }

  parse(): Expression | { problem: string } {
    let expression: Expression = { type: 'other', goType: '*ast.BadExpr' };
    try {
      expression = this.binary(1);
      if (this.current.kind === ';' && this.current.text === '\n') this.advance();
      this.expect('EOF');
    } catch (thrown) {
      if (!(thrown instanceof TooManyProblems)) throw thrown;
    }
    const problems = this.lexer.problems;
    return problems.length > 0 ? { problem: printProblems(problems) } : expression;
  }

  private advance(): void {
    this.current = this.lexer.next();
  }

  private report(at: number, message: string): void {
    const problems = this.lexer.problems;
    if (problems.length > 0 && problems.at(-1)!.line === this.lexer.position(at).line) return;
    if (problems.length > 10) throw new TooManyProblems();
    this.lexer.report(at, message);
  }

  private reportExpected(what: string): void {
    const { kind, text, at } = this.current;
    const literal = literalKinds.has(kind) || kind === 'IDENT';
    const found = kind === ';' && text === '\n' ? 'newline' : literal ? text : `'${kind}'`;
    this.report(at, `expected ${what}, found ${found}`);
  }

  private expect(kind: string): void {
    if (this.current.kind !== kind) this.reportExpected(`'${kind}'`);
    this.advance();
  }

  private binary(lowest: number): Expression {
    if (++this.depth > deepest) throw new TooManyProblems(this.reportDepth());
    let left = this.unary();
    for (;;) {
      const operator = this.current.kind === '=' ? '==' : this.current.kind;
      const precedence = precedences[operator] ?? 0;
      if (precedence < lowest) {
        this.depth--;
        return left;
      }
      this.expect(operator);
      left = { type: 'binary', operator, left, right: this.binary(precedence + 1) };
    }
  }

  private reportDepth(): string {
    this.report(this.current.at, 'exceeded max nesting depth');
    return 'exceeded max nesting depth';
  }

  private unary(): Expression {
    const operator = this.current.kind;
    if (!['+', '-', '!', '^', '&', '~', '<-', '*'].includes(operator)) return this.primary();
    if (++this.depth > deepest) throw new TooManyProblems(this.reportDepth());
    this.advance();
    const operand = this.unary();
    this.depth--;
    return operator === '*' ? { type: 'other', goType: '*ast.StarExpr' } : { type: 'unary', operator, operand };
  }

  private primary(): Expression {
    let expression = this.operand();
    for (;;) {
      if (this.current.kind === '.') expression = this.selector(expression);
      else if (this.current.kind === '(') expression = this.call(expression);
      else if (this.current.kind === '[') expression = this.index(expression);
      else return expression;
    }
  }

  private operand(): Expression {
    const { kind, text } = this.current;
    if (kind === 'IDENT') {
      this.advance();
      return { type: 'identifier', name: text };
    }
    if (literalKinds.has(kind)) {
      this.advance();
      return { type: 'literal', kind, text };
    }
    if (kind === '(') {
      this.advance();
      const inner = this.binary(1);
      this.expect(')');
      return { type: 'paren', inner };
    }
    this.reportExpected('operand');
    while (this.current.kind !== 'EOF' && !statementStart.has(this.current.kind)) this.advance();
    return { type: 'other', goType: '*ast.BadExpr' };
  }

  private selector(of: Expression): Expression {
    this.advance();
    if (this.current.kind === 'IDENT') {
      const name = this.current.text;
      this.advance();
      return { type: 'selector', of, name };
    }
    this.reportExpected('selector or type assertion');
    if (this.current.kind !== '}') this.advance();
    return { type: 'selector', of, name: '_' };
  }

  private index(of: Expression): Expression {
    this.advance();
    if (this.current.kind === ']') {
      this.reportExpected('operand');
      this.advance();
      return { type: 'index', of, index: { type: 'other', goType: '*ast.BadExpr' } };
    }
    const index = this.binary(1);
    this.expect(']');
    return { type: 'index', of, index };
  }

  private call(callee: Expression): Expression {
    this.advance();
    const args: Expression[] = [];
    while (this.current.kind !== ')' && this.current.kind !== 'EOF') {
      args.push(this.binary(1));
      const spread = this.current.kind === '...';
      if (spread) this.advance();
      if (this.current.kind === ')' || (spread && this.current.kind !== ',')) break;
      if (this.current.kind !== ',') this.reportMissingComma();
      this.advance();
    }
    if (this.current.kind === ';' && this.current.text === '\n') {
      this.reportMissingComma();
      this.advance();
    }
    this.expect(')');
    return { type: 'call', callee, args };
  }

  private reportMissingComma(): void {
    const newline = this.current.kind === ';' && this.current.text === '\n' ? ' before newline' : '';
    this.report(this.current.at, `missing ','${newline} in argument list`);
  }
}

function printProblems(problems: readonly SyntaxProblem[]): string {
  const [first] = [...problems].sort((a, b) => a.line - b.line || a.column - b.column);
  const text = `${first!.line}:${first!.column}: ${first!.message}`;
  return problems.length === 1 ? text : `${text} (and ${problems.length - 1} more errors)`;
}

/** Reads a rule's text as a Go expression; a problem carries go/parser's own words. Upstream: go/parser/parser.go, go/parser/interface.go ParseExpr. */
export const parseExpression = (text: string): Expression | { problem: string } => new RuleParser(text).parse();
