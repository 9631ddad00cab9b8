import { type AddressRange, parseRange } from '../../../core/address.ts';
import { type ClientConditions, joinConditions } from '../../client-conditions.ts';
import { canonicalHeader } from '../decision/request.ts';
import { compileRouterRule } from '../matching/router-rule.ts';
import type { RouterRuleTree } from '../matching/router-rule-tree.ts';
import { middlewareModels } from '../middlewares/index.ts';
import type { Configuration } from '../model/runtime-configuration.ts';
import { sourceRangeOf } from '../streams/tcp-middlewares.ts';
import { compileTcpRule } from '../streams/tcp-rule.ts';

/** Everything in a configuration that the address of a client is held against: rules, middlewares, whose forwarded headers are believed. */
export function clientConditions(configuration: Configuration): ClientConditions {
  const { entryPoints } = configuration.static;
  const trusted = [...entryPoints.values()].flatMap(({ forwardedHeaders }) => forwardedHeaders?.trustedIPs ?? []);
  const middlewares = [...configuration.middlewares.values()].flatMap(({ config }) =>
    [...config.types].flatMap(([type, options]) => middlewareModels.get(type)?.conditions?.(options) ?? []),
  );
  const rules = [...configuration.routers.values()].flatMap(({ name, config }) => {
    const compiled = compileRouterRule(config.rule);
    return 'problem' in compiled ? [] : leavesOf(compiled.tree).map((leaf) => matcherConditions(leaf, name));
  });
  return joinConditions([
    { ranges: rangesOf(trusted), opaque: [] },
    ...middlewares,
    ...rules,
    ofStreams(configuration),
  ]);
}

/** The same of routes of TCP, which are asked before any HTTP is read. */
function ofStreams({ streams }: Configuration): ClientConditions {
  const lists = [...streams.tcpMiddlewares.values()].flatMap(({ spec: { ipAllowList, ipWhiteList } }) =>
    [ipAllowList, ipWhiteList].flatMap((options) => (isOptions(options) ? sourceRangeOf(options) : [])),
  );
  const rules = [...streams.tcpRouters.values()].flatMap(({ config: { rule, tls } }) => {
    const compiled = compileTcpRule(rule, tls !== undefined);
    return 'problem' in compiled ? [] : leavesOf(compiled.tree);
  });
  const networks = rules.flatMap(({ matcher, values }) => (matcher === 'ClientIP' ? values : []));
  return { ranges: rangesOf([...lists, ...networks]), opaque: [] };
}

const isOptions = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

type Leaf = Extract<RouterRuleTree, { operator: 'leaf' }>;

const leavesOf = (tree: RouterRuleTree): readonly Leaf[] =>
  tree.operator === 'leaf' ? [tree] : [...leavesOf(tree.left), ...leavesOf(tree.right)];

const rangesOf = (texts: readonly string[]): readonly AddressRange[] => texts.flatMap((text) => parseRange(text) ?? []);

/** Headers that an entry point fills with the client's address. Upstream: pkg/middlewares/forwardedheaders/forwarded_header.go rewrite. */
const addressHeaders = new Set(['X-Real-Ip', 'X-Forwarded-For']);

function matcherConditions({ matcher, values: [first = '', second = ''] }: Leaf, router: string): ClientConditions {
  if (matcher === 'ClientIP') return { ranges: rangesOf([first]), opaque: [] };
  if (!addressHeaders.has(canonicalHeader(first))) return joinConditions([]);
  if (matcher === 'Header') return { ranges: rangesOf([second]), opaque: [] };
  const opaque = matcher === 'HeaderRegexp' ? [`the rule of ${router} holds ${first} against an expression`] : [];
  return { ranges: [], opaque };
}
