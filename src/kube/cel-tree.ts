import { call, type Expr, literal, NotEstimated } from './cel-expr.ts';
import { isMacro, readMacro } from './cel-macros.ts';
import type { CelNode } from './cel-meter.ts';
import { isNamespaced } from './cel-signatures.ts';

/** The engine's tree as an expression. */
export function readTree(node: CelNode): Expr {
  const args = node.args as readonly CelNode[];
  switch (node.op) {
    case 'value':
      return readLiteral(node.args);
    case 'id':
      return { kind: 'ident', name: node.args as string };
    case '.':
      return { kind: 'select', operand: first(args), field: args[1] as unknown as string, isTest: false };
    case '.?':
      return call('_?._', first(args), { ...literal('string'), field: args[1] as unknown as string });
    case '[]':
      return call('_[_]', ...args.map(readTree));
    case '[?]':
      return call('_[?_]', ...args.map(readTree));
    case 'list':
      return { kind: 'list', items: args.map(readTree) };
    case 'map':
      return { kind: 'map', entries: (args as unknown as readonly [CelNode, CelNode][]).map(readEntry) };
    case 'call':
    case 'rcall':
      return readCall(node);
    case '!_':
    case '-_':
      return readUnary(node, node.args as CelNode);
    default:
      return call(node.op === '?:' ? '_?_:_' : node.op === 'in' ? '@in' : `_${node.op}_`, ...args.map(readTree));
  }
}

const readEntry = ([key, value]: readonly [CelNode, CelNode]) => [readTree(key), readTree(value)] as const;

function first(args: readonly CelNode[]): Expr {
  const [operand] = args;
  if (!operand) throw new NotEstimated('an operand is missing');
  return readTree(operand);
}

function readLiteral(value: unknown): Expr {
  if (typeof value === 'string') return literal('string', [...value].length);
  if (value instanceof Uint8Array) return literal('bytes', value.length);
  if (typeof value === 'bigint') return { kind: 'literal', type: 'int', size: 1, value };
  if (typeof value === 'boolean') return literal('bool');
  if (typeof value === 'number') return literal('double');
  return literal(value === null ? 'null' : 'uint');
}

interface Located extends CelNode {
  readonly input?: string;
  readonly start?: number;
}

/** A sign before a number belongs to it, and two signs are none: parser.go VisitLogicalNot, VisitNegate. */
function readUnary({ op, input, start }: Located, operand: Located): Expr {
  const isApart = input?.slice(start, operand.start).includes('(') ?? false;
  if (operand.op === op && !isApart) return readTree(operand.args as CelNode);
  const read = readTree(operand);
  if (op === '-_' && read.kind === 'literal' && !isApart) return { ...read, value: -(read.value ?? 0n) };
  return call(op, read);
}

function readCall(node: CelNode): Expr {
  if (node.op === 'call') {
    const [name, args] = node.args as readonly [string, readonly CelNode[]];
    const [tested] = args.map(readTree);
    if (name !== 'has') return call(name, ...args.map(readTree));
    if (tested?.kind !== 'select') throw new NotEstimated('has() of something else than a field');
    return { ...tested, isTest: true };
  }
  const [name, target, args] = node.args as readonly [string, CelNode, readonly CelNode[]];
  if (target.op === 'id' && isNamespaced(`${target.args}.${name}`)) {
    return call(`${target.args}.${name}`, ...args.map(readTree));
  }
  return isMacro(name) && args.length > 1
    ? readMacro(name, readTree(target), args.map(readTree))
    : { kind: 'call', name, target: readTree(target), args: args.map(readTree) };
}
