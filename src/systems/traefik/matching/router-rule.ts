import type { MatchInput } from '../decision/request.ts';
import { buildMatcher, matcherNames, type Predicate } from './matchers.ts';
import { parseRouterRule, type RouterRuleProblem, type RouterRuleTree, spellings } from './router-rule-tree.ts';

/** A rule ready to decide. */
export interface CompiledRouterRule {
  readonly tree: RouterRuleTree;
  readonly matches: Predicate;
  /** Hosts (lower-case, wildcards as written, no trailing dot) one of which a request must name; undefined = any host may match. */
  readonly hosts: ReadonlySet<string> | undefined;
}

const names = spellings(matcherNames);
/** For reading domains upstream also knows the names of the v2 syntax. Upstream: pkg/muxer/http/mux.go ParseDomains. */
const domainNames = spellings([...matcherNames, 'HostHeader', 'Headers', 'HeadersRegexp']);

/** Default priority of a rule: bytes of its text. Upstream: pkg/muxer/http/mux.go GetRulePriority. */
export const routerRulePriority = (rule: string): bigint => BigInt(Buffer.byteLength(rule));

/**
 * Compiles a rule, or says in upstream's words why it is refused.
 * Upstream: pkg/muxer/http/mux.go AddRoute, matchersTree.addRule; pkg/muxer/http/parser.go.
 */
export function compileRouterRule(rule: string): CompiledRouterRule | RouterRuleProblem {
  const parsed = parseRouterRule(rule, names);
  if ('problem' in parsed) return { problem: `error while parsing rule ${rule}: ${parsed.problem}` };
  const built = build(parsed);
  if ('problem' in built) return { problem: `error while parsing rule ${rule}: adding rule ${rule}: ${built.problem}` };
  return { tree: parsed, matches: built.matches, hosts: requiredHosts(parsed) };
}

function build(tree: RouterRuleTree): { readonly matches: Predicate } | RouterRuleProblem {
  if (tree.operator === 'leaf') {
    const built = buildMatcher(tree.matcher, tree.values);
    if ('problem' in built || !tree.not) return built;
    const { matches } = built;
    return { matches: (input: MatchInput) => !matches(input) };
  }
  const left = build(tree.left);
  if ('problem' in left) return { problem: `error while adding rule ${tree.operator}: ${left.problem}` };
  const right = build(tree.right);
  if ('problem' in right) return right;
  const [a, b] = [left.matches, right.matches];
  return { matches: tree.operator === 'and' ? (input) => a(input) && b(input) : (input) => a(input) || b(input) };
}

const trimDot = (host: string): string => (host.endsWith('.') ? host.slice(0, -1) : host);

function requiredHosts(tree: RouterRuleTree): ReadonlySet<string> | undefined {
  if (tree.operator === 'leaf') {
    const value = tree.values[0] ?? '';
    if (tree.matcher !== 'Host' || tree.not || value === '*') return undefined;
    return new Set([trimDot(value.toLowerCase())]);
  }
  const left = requiredHosts(tree.left);
  const right = requiredHosts(tree.right);
  if (tree.operator === 'or') return left && right && new Set([...left, ...right]);
  return left && right ? (left.size <= right.size ? left : right) : (left ?? right);
}

/**
 * Hosts a rule names (lower-case), for TLS options and certificates; empty when the rule cannot be read. A negated host counts too (until 3.7.13).
 * Upstream: pkg/muxer/http/mux.go ParseDomains, pkg/rules/parser.go ParseMatchers.
 */
export function routerRuleDomains(rule: string): readonly string[] {
  const parsed = parseRouterRule(rule, domainNames);
  return 'problem' in parsed ? [] : collectHosts(parsed);
}

const collectHosts = (tree: RouterRuleTree): string[] =>
  tree.operator === 'leaf'
    ? tree.matcher === 'Host'
      ? tree.values.map((value) => value.toLowerCase())
      : []
    : [...collectHosts(tree.left), ...collectHosts(tree.right)];
