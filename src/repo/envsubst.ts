import { applyFunction } from './envsubst-functions.ts';
import { type Accept, anyLetter, Scanner, scanClose, scanEscape, scanOpen, scanText } from './envsubst-scan.ts';

/** Text, or a `${name…}` with its function and arguments. */
export type Part = string | Expression;

export interface Expression {
  readonly name: string;
  /** `''` for a bare `${name}`. */
  readonly operator: string;
  readonly args: readonly Part[];
}

/** A template that Flux refuses; the message is upstream's. */
export class SubstitutionError extends Error {}

/** Value of a variable; told whether there is a default where it has none. */
export type LookUp = (name: string, hasDefault: boolean) => string | undefined;

/**
 * Replaces `${…}` in a text exactly as Flux does (fluxcd/pkg envsubst, a fork of drone/envsubst). A variable that is missing and
 * has no default is an error: strict mode, the default since Flux 2.9.
 */
export function substitute(text: string, lookUp: LookUp, strict = true): string {
  return parseTemplate(text)
    .map((part) => evaluate(part, lookUp, strict))
    .join('');
}

/** Parts of a template; throws a SubstitutionError with upstream's words (envsubst/parse/parse.go). */
export function parseTemplate(text: string): readonly Part[] {
  const scanner = new Scanner(text);
  const parts: Part[] = [];
  for (;;) {
    scanner.backslash = false;
    const token = scanner.scan(scanText | scanOpen | scanEscape, anyLetter);
    if (token === 'end') return parts;
    if (token === 'illegal' || token === 'close') throw new SubstitutionError('bad substitution');
    parts.push(token === 'text' ? scanner.token : parseExpression(scanner));
  }
}

const defaults: ReadonlySet<string> = new Set(['-', '+', '=', '?', ':-', ':+', ':=', ':?']);

function evaluate(part: Part, lookUp: LookUp, strict: boolean): string {
  if (typeof part === 'string') return part;
  const args = part.args.map((arg) => evaluate(arg, lookUp, strict));
  const hasDefault = defaults.has(part.operator);
  const value = lookUp(part.name, hasDefault);
  if (value === undefined && strict && !hasDefault) {
    throw new SubstitutionError(`variable not set (strict mode): ${JSON.stringify(part.name)}`);
  }
  return applyFunction(part.operator, value ?? '', args);
}

/** Names of variables a text needs: those without a default; undefined when it is no valid template. */
export function requiredVariables(text: string): readonly string[] | undefined {
  try {
    const names = new Set<string>();
    const visit = (part: Part): void => {
      if (typeof part === 'string') return;
      if (!defaults.has(part.operator)) names.add(part.name);
      part.args.forEach(visit);
    };
    parseTemplate(text).forEach(visit);
    return [...names];
  } catch (thrown) {
    if (thrown instanceof SubstitutionError) return undefined;
    throw thrown;
  }
}

const name: Accept = (letter) => /[\p{L}\p{Nd}_]/u.test(letter);
const notClosing: Accept = (letter) => letter !== '}';
const notSlash: Accept = (letter) => letter !== '/';
const notColonOrClosing: Accept = (letter) => letter !== ':' && letter !== '}';
const only =
  (wanted: string, max = 2): Accept =>
  (letter, index) =>
    wanted.includes(letter) && index < max;
const inTurn =
  (one: string, two: string): Accept =>
  (letter, index) =>
    (index === 1 && one.includes(letter)) || (index === 2 && two.includes(letter));

function parseExpression(scanner: Scanner): Expression {
  scanner.backslash = true;
  if (scanner.peek() === '#') return parseLength(scanner);
  const variable = expectText(scanner, name, 'unable to parse variable name');
  switch (scanner.peek()) {
    case ':': {
      const next = scanner.peek(1);
      // Upstream's scanner steps back by the width of the letter it looked at: only one byte brings it to the colon again.
      if (Buffer.byteLength(next) !== 1) throw new SubstitutionError('bad substitution');
      return '=-?+'.includes(next) ? parseDefault(scanner, variable) : parseSubstring(scanner, variable);
    }
    case '=':
      return parseDefault(scanner, variable);
    case ',':
    case '^': {
      const operator = expectText(scanner, only(',^', 3), 'bad substitution');
      return close(scanner, { name: variable, operator, args: [] });
    }
    case '/':
      return parseReplace(scanner, variable);
    case '#':
    case '%': {
      const operator = expectText(scanner, only(scanner.peek(), 3), 'bad substitution');
      return close(scanner, { name: variable, operator, args: [parseArgument(scanner, notClosing, scanText)] });
    }
  }
  if (scanner.scan(scanClose, name) !== 'close') throw new SubstitutionError('missing closing brace');
  return { name: variable, operator: '', args: [] };
}

function expectText(scanner: Scanner, accept: Accept, problem: string): string {
  if (scanner.scan(scanText, accept) !== 'text') throw new SubstitutionError(problem);
  return scanner.token;
}

function close(scanner: Scanner, expression: Expression): Expression {
  if (scanner.scan(scanClose, anyLetter) !== 'close') throw new SubstitutionError('bad substitution');
  return expression;
}

function parseArgument(scanner: Scanner, accept: Accept, mode: number): Part {
  const token = scanner.scan(mode | scanOpen, accept);
  if (token === 'open') return parseExpression(scanner);
  if (token === 'text' || token === 'close') return scanner.token;
  throw new SubstitutionError('unable to parse substitution within function');
}

function parseLength(scanner: Scanner): Expression {
  const operator = expectText(scanner, only('#'), 'bad substitution');
  const variable = expectText(scanner, name, 'bad substitution');
  return close(scanner, { name: variable, operator, args: [] });
}

function parseDefault(scanner: Scanner, variable: string): Expression {
  const accept = scanner.peek() === '=' ? only('=') : inTurn(':', '=-?+');
  const operator = expectText(scanner, accept, 'unable to parse default function');
  const args: Part[] = [];
  while (scanner.peek() !== '}') args.push(parseArgument(scanner, notClosing, scanText));
  return close(scanner, { name: variable, operator, args });
}

function parseSubstring(scanner: Scanner, variable: string): Expression {
  const operator = expectText(scanner, only(':'), 'bad substitution');
  const offset = parseArgument(scanner, notColonOrClosing, scanText);
  const token = scanner.scan(scanText | scanClose, (letter) => letter === ':');
  if (token === 'close') return { name: variable, operator, args: [offset] };
  if (token !== 'text') throw new SubstitutionError('bad substitution');
  return close(scanner, { name: variable, operator, args: [offset, parseArgument(scanner, notClosing, scanText)] });
}

function parseReplace(scanner: Scanner, variable: string): Expression {
  const operator = expectText(scanner, inTurn('/', '/#%'), 'bad substitution');
  const from = parseArgument(scanner, notSlash, scanText | scanEscape);
  expectText(scanner, (letter) => letter === '/', 'bad substitution');
  if (scanner.peek() === '}') return close(scanner, { name: variable, operator, args: [from] });
  return close(scanner, {
    name: variable,
    operator,
    args: [from, parseArgument(scanner, notClosing, scanText | scanEscape)],
  });
}
