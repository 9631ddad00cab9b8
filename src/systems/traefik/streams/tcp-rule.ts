import { compileGoRegexp } from '../../../core/go-regexp.ts';
import { buildChecker, checkAddress } from '../decision/client-address.ts';
import {
  parseRouterRule,
  type RouterRuleProblem,
  type RouterRuleTree,
  spellings,
} from '../matching/router-rule-tree.ts';
import { quoteGo } from '../model/go-text.ts';

/** What a rule can look at: known before anything is decrypted. Upstream: pkg/muxer/tcp/mux.go ConnData. */
export interface Connection {
  /** Lower-case; empty where none is named. */
  readonly serverName: string;
  readonly remoteAddress: string;
  /** Application protocols that the client offers. */
  readonly alpn: readonly string[];
}

type Predicate = (connection: Connection) => boolean;

/** A rule ready to decide. */
export interface TcpRule {
  readonly tree: RouterRuleTree;
  readonly matches: Predicate;
  /** It is HostSNI(`*`) and nothing else. */
  readonly catchesAll: boolean;
}

const builders: Readonly<Record<string, (value: string) => Predicate | RouterRuleProblem>> = {
  ALPN: alpn,
  ClientIP: clientIp,
  HostSNI: hostSni,
  HostSNIRegexp: hostSniRegexp,
};

/** The four spellings of each matcher of TCP. */
export const tcpMatchers = spellings(Object.keys(builders));

/** Whether a rule is HostSNI(`*`) alone, negated or not. Upstream: pkg/muxer/tcp/mux.go AddRoute. */
const isCatchAll = (tree: RouterRuleTree): boolean =>
  tree.operator === 'leaf' && tree.matcher === 'HostSNI' && tree.values.length === 1 && tree.values[0] === '*';

/** Priority of a rule that has none of its own: bytes of its text, -1 for HostSNI(`*`). Upstream: pkg/muxer/tcp/mux.go GetRulePriority. */
export function tcpRulePriority(rule: string): bigint {
  const tree = parseRouterRule(rule, tcpMatchers);
  return 'problem' in tree || !isCatchAll(tree) ? BigInt(Buffer.byteLength(rule)) : -1n;
}

/** Server names that a rule names, lower-case. Upstream: pkg/muxer/tcp/mux.go ParseHostSNI. */
export const serverNamesOf = (tree: RouterRuleTree): readonly string[] =>
  tree.operator === 'leaf'
    ? tree.matcher === 'HostSNI'
      ? tree.values.map((value) => value.toLowerCase())
      : []
    : [...serverNamesOf(tree.left), ...serverNamesOf(tree.right)];

/** Compiles a rule, or says in upstream's words why it is refused. Upstream: pkg/server/router/tcp/manager.go addTCPHandlers, pkg/muxer/tcp/mux.go AddRoute. */
export function compileTcpRule(rule: string, withTls: boolean): TcpRule | RouterRuleProblem {
  const tree = parseRouterRule(rule, tcpMatchers);
  if ('problem' in tree)
    return { problem: `invalid rule: ${quoteGo(rule)} , ${tree.problem.replace(`parsing rule ${rule}: `, '')}` };
  const [first] = serverNamesOf(tree);
  if (first !== undefined && !withTls && first !== '*')
    return { problem: `invalid rule: ${quoteGo(rule)} , has HostSNI matcher, but no TLS on router` };
  const matches = build(tree);
  if ('problem' in matches) return { problem: `error while adding rule ${rule}: ${matches.problem}` };
  return { tree, matches, catchesAll: isCatchAll(tree) };
}

function build(tree: RouterRuleTree): Predicate | RouterRuleProblem {
  if (tree.operator !== 'leaf') {
    const left = build(tree.left);
    if ('problem' in left) return left;
    const right = build(tree.right);
    if ('problem' in right) return right;
    return tree.operator === 'and' ? (it) => left(it) && right(it) : (it) => left(it) || right(it);
  }
  const { matcher, values, not } = tree;
  if (values.length === 0) return { problem: `no args for matcher ${matcher}` };
  if (values.includes('')) return { problem: `empty args for matcher ${matcher}, [${values.join(' ')}]` };
  const [value = ''] = values;
  if (values.length > 1) return { problem: `unexpected number of parameters; got ${values.length}, expected 1` };
  const matches = builders[matcher]!(value);
  return 'problem' in matches || !not ? matches : (it) => !matches(it);
}

function alpn(protocol: string): Predicate | RouterRuleProblem {
  if (protocol === 'acme-tls/1')
    return { problem: `invalid protocol value for ALPN matcher, ${quoteGo(protocol)} is not allowed` };
  return (it) => it.alpn.includes(protocol);
}

function clientIp(text: string): Predicate | RouterRuleProblem {
  const checker = buildChecker([text]);
  if ('problem' in checker) return { problem: `initializing IP checker for ClientIP matcher: ${checker.problem}` };
  return ({ remoteAddress }) => checkAddress(checker, remoteAddress).ok;
}

const hostOrAddress = /^(\*\.)?[\w.\-:]+$/;

function hostSni(host: string): Predicate | RouterRuleProblem {
  if (host === '*') return () => true;
  if (!hostOrAddress.test(host))
    return { problem: `invalid value for HostSNI matcher, ${quoteGo(host)} is not a valid hostname` };
  const wanted = host.toLowerCase().replace(/\.$/, '');
  return ({ serverName }) => serverName !== '' && isOfDomain(serverName, wanted);
}

/** Upstream: pkg/muxer/muxer.go DomainMatchHostExpression. */
function isOfDomain(name: string, expression: string): boolean {
  if (!expression.startsWith('*')) return name === expression;
  const dot = name.indexOf('.');
  return `*${dot < 0 ? '' : name.slice(dot)}` === expression;
}

function hostSniRegexp(pattern: string): Predicate | RouterRuleProblem {
  if (Buffer.byteLength(pattern) !== pattern.length)
    return { problem: `invalid value for HostSNIRegexp matcher, ${quoteGo(pattern)} is not a valid hostname` };
  const compiled = compileGoRegexp(pattern);
  if ('problem' in compiled) return { problem: `compiling HostSNIRegexp matcher: ${compiled.problem}` };
  return ({ serverName }) => compiled.regexp.matches(serverName);
}
