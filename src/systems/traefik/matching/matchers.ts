import { compileGoRegexp } from '../../../core/go-regexp.ts';
import { buildChecker, checkAddress } from '../decision/client-address.ts';
import { canonicalHeader, type MatchInput, queryValues } from '../decision/request.ts';
import { quoteGo } from '../model/go-text.ts';
import type { RouterRuleProblem } from './router-rule-tree.ts';

export type Predicate = (input: MatchInput) => boolean;
type Built = { readonly matches: Predicate } | RouterRuleProblem;

/** Matcher names of the v3 rule syntax. Upstream: pkg/muxer/http/matcher.go httpFuncs. */
const builders: Readonly<
  Record<string, { readonly counts: readonly number[]; readonly build: (values: readonly string[]) => Built }>
> = {
  ClientIP: { counts: [1], build: buildClientIp },
  Method: { counts: [1], build: ([method]) => ({ matches: (input) => input.method === method!.toUpperCase() }) },
  Host: { counts: [1], build: ([host]) => buildHost(host!) },
  HostRegexp: { counts: [1], build: ([pattern]) => buildHostRegexp(pattern!) },
  Path: { counts: [1], build: ([path]) => buildPath(path!, (actual, wanted) => actual === wanted) },
  PathRegexp: { counts: [1], build: ([pattern]) => buildPathRegexp(pattern!) },
  PathPrefix: { counts: [1], build: ([path]) => buildPath(path!, (actual, wanted) => actual.startsWith(wanted)) },
  Header: { counts: [2], build: ([name, value]) => buildHeader(name!, (actual) => actual === value) },
  HeaderRegexp: {
    counts: [2],
    build: ([name, pattern]) => withRegexp('HeaderRegexp', pattern!, (test) => buildHeader(name!, test)),
  },
  Query: { counts: [1, 2], build: ([key, value]) => buildQuery(key!, (actual) => actual === (value ?? '')) },
  QueryRegexp: {
    counts: [1, 2],
    build: ([key, pattern]) =>
      pattern === undefined
        ? buildQuery(key!, (actual) => actual === '')
        : withRegexp('QueryRegexp', pattern, (test) => buildQuery(key!, test)),
  },
};

export const matcherNames: readonly string[] = Object.keys(builders);

/** Builds one matcher, or refuses it in upstream's words. Upstream: pkg/rules/parser.go CheckRule, pkg/muxer/http/matcher.go. */
export function buildMatcher(matcher: string, values: readonly string[]): Built {
  const checked =
    values.length === 0
      ? `no args for matcher ${matcher}`
      : values.includes('')
        ? `empty args for matcher ${matcher}, [${values.join(' ')}]`
        : undefined;
  if (checked) return { problem: `error while checking rule ${matcher}: ${checked}` };
  const { counts, build } = builders[matcher]!;
  const built: Built = counts.includes(values.length)
    ? build(values)
    : { problem: `unexpected number of parameters; got ${values.length}, expected one of [${counts.join(' ')}]` };
  return 'problem' in built ? { problem: `error while adding rule ${matcher}: ${built.problem}` } : built;
}

function withRegexp(matcher: string, pattern: string, then: (test: (text: string) => boolean) => Built): Built {
  const compiled = compileGoRegexp(pattern);
  // Upstream names PathPrefix when it compiles a PathRegexp.
  const named = matcher === 'PathRegexp' ? 'PathPrefix' : matcher;
  if ('problem' in compiled) return { problem: `compiling ${named} matcher: ${compiled.problem}` };
  return then(compiled.regexp.matches);
}

function buildClientIp(values: readonly string[]): Built {
  const checker = buildChecker(values);
  if ('problem' in checker) return { problem: `initializing IP checker for ClientIP matcher: ${checker.problem}` };
  return { matches: (input) => checkAddress(checker, input.remoteAddress).ok };
}

const isAscii = (text: string): boolean => Buffer.byteLength(text) === text.length;

/** Upstream: pkg/muxer/muxer.go DomainMatchHostExpression. Both sides are lower-case already. */
function matchesDomain(domain: string, expression: string): boolean {
  if (!expression.startsWith('*')) return domain === expression;
  const dot = domain.indexOf('.');
  return `*${dot < 0 ? '' : domain.slice(dot)}` === expression;
}

function buildHost(value: string): Built {
  if (value === '*') return { matches: () => true };
  if (!isAscii(value)) {
    return { problem: `invalid value ${quoteGo(value)} for Host matcher, non-ASCII characters are not allowed` };
  }
  const expression = value.toLowerCase();
  const undotted = expression.endsWith('.') ? expression.slice(0, -1) : undefined;
  return {
    matches: ({ canonicalHost }) => {
      if (canonicalHost === '') return false;
      if (matchesDomain(canonicalHost, expression)) return true;
      if (undotted !== undefined && matchesDomain(canonicalHost, undotted)) return true;
      return canonicalHost.endsWith('.') && matchesDomain(canonicalHost.slice(0, -1), expression);
    },
  };
}

function buildHostRegexp(pattern: string): Built {
  if (!isAscii(pattern)) {
    return {
      problem: `invalid value ${quoteGo(pattern)} for HostRegexp matcher, non-ASCII characters are not allowed`,
    };
  }
  return withRegexp('HostRegexp', pattern, (test) => {
    // The flattened name is empty unless CNAME flattening is on, and is tested as well.
    const always = test('');
    return { matches: ({ canonicalHost }) => always || test(canonicalHost) };
  });
}

function buildPath(path: string, compare: (actual: string, wanted: string) => boolean): Built {
  if (!path.startsWith('/')) return { problem: `path ${quoteGo(path)} does not start with a '/'` };
  return { matches: (input) => compare(input.routingPath, path) };
}

const buildPathRegexp = (pattern: string): Built =>
  withRegexp('PathRegexp', pattern, (test) => ({ matches: (input) => test(input.routingPath) }));

function buildHeader(name: string, test: (value: string) => boolean): Built {
  const key = canonicalHeader(name);
  return { matches: (input) => input.headers.get(key)?.some(test) ?? false };
}

function buildQuery(key: string, test: (value: string) => boolean): Built {
  return { matches: (input) => queryValues(input.query, key)?.some(test) ?? false };
}
