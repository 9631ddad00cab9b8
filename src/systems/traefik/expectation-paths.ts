import { matcherNames } from './semantics-matchers.ts';
import { parseRule, type RuleTree, spellings } from './semantics-rule-tree.ts';

export interface Target {
  readonly host: string;
  readonly path: string;
}

/** Stands for every host that no rule names. */
export const noSuchHost = 'no-such-host.invalid';

const names = spellings(matcherNames);

/** Requests that a rule surely matches: one for each host it names; or why none can be made up. */
export function readPaths(rule: string): { readonly targets: readonly Target[] } | { readonly unknown: string } {
  const tree = parseRule(rule, names);
  if ('problem' in tree) return { unknown: tree.problem };
  const branches = alternatives(tree);
  const targets: Target[] = [];
  for (const leaves of branches) {
    const target = satisfy(leaves);
    if ('unknown' in target) return target;
    targets.push(target);
  }
  return { targets };
}

type Leaf = Extract<RuleTree, { operator: 'leaf' }>;

/** The rule as a choice of conjunctions. */
function alternatives(tree: RuleTree): readonly (readonly Leaf[])[] {
  if (tree.operator === 'leaf') return [[tree]];
  const left = alternatives(tree.left);
  const right = alternatives(tree.right);
  if (tree.operator === 'or') return [...left, ...right];
  return left.flatMap((a) => right.map((b) => [...a, ...b]));
}

function satisfy(leaves: readonly Leaf[]): Target | { readonly unknown: string } {
  let host: string = noSuchHost;
  let path = '/';
  for (const { matcher, not, values } of leaves) {
    const value = values[0] ?? '';
    const excluded = not && (matcher === 'Host' || matcher === 'Path' || matcher === 'PathPrefix');
    if (excluded && value !== '/' && value !== '*') continue;
    if (matcher === 'Host' && !not) host = value === '*' ? host : value.replace(/^\*\./, 'any.').replace(/\.$/, '');
    else if ((matcher === 'Path' || matcher === 'PathPrefix') && !not) path = value.length > path.length ? value : path;
    else if (matcher === 'Method' && !not && value.toUpperCase() === 'GET') continue;
    else return { unknown: `no request can be made up for ${not ? '!' : ''}${matcher}` };
  }
  return { host, path };
}
