import type { Json } from './object.ts';

/** Aliases may write a document out to this many nodes, or to ten times its own, whichever is more (go-yaml's order of magnitude). */
const maxExpandedNodes = 400_000;
const maxDepth = 1000;

/** What JSON and the Go tools cannot hold, and the next step. */
export interface YamlFault {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

/** The next step for what is nested too deep. */
export const flatter = 'write it with fewer levels inside each other: no manifest needs so many';
const writtenOut = 'write the values out where they are used, without the alias';

/**
 * Looks through a parsed tree for what JSON and the Go tools cannot hold, and gives the first: infinities and NaN, an alias
 * inside its own anchor, nesting beyond reason, aliases that multiply without end. Undefined when the tree is sound.
 */
export function inspectTree(tree: Json): YamlFault | undefined {
  const sizes = new Map<object, number>();
  const open = new Set<object>();
  let nodes = 0;
  let fault: YamlFault | undefined;
  const visit = (node: Json, depth: number): number => {
    if (typeof node !== 'object' || node === null) {
      nodes += 1;
      if (typeof node === 'number' && !Number.isFinite(node)) fault ??= notFinite(node);
      return 1;
    }
    const known = sizes.get(node);
    if (known !== undefined) return known;
    if (open.has(node)) fault ??= { code: 'yaml-aliases', message: 'anchor value contains itself', hint: writtenOut };
    else if (depth > maxDepth) fault ??= { code: 'yaml-too-deep', message: 'exceeded max depth', hint: flatter };
    if (fault) return 1;
    open.add(node);
    nodes += 1;
    let size = 1;
    for (const child of Array.isArray(node) ? node : Object.values(node)) size += visit(child as Json, depth + 1);
    open.delete(node);
    sizes.set(node, size);
    return size;
  };
  const expanded = visit(tree, 0);
  if (fault) return fault;
  if (expanded <= Math.max(maxExpandedNodes, nodes * 10)) return undefined;
  return { code: 'yaml-aliases', message: 'document contains excessive aliasing', hint: writtenOut };
}

function notFinite(value: number): YamlFault {
  const text = Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
  const hint = 'write a number, or put the word in quotes if a text is meant';
  return { code: 'yaml-not-finite', message: `json: unsupported value: ${text}`, hint };
}
