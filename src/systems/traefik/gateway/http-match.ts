import type { GrpcMatch, HttpMatch, NamedMatch, PathMatch } from '../../kubernetes/gateway-api/kinds.ts';
import { quoteGo } from '../model/go-text.ts';

/** A router's rule, and the priority that gives it its place by the order that the Gateway API asks for. */
export interface MatchRule {
  readonly rule: string;
  readonly priority: number;
}

/** As Go's regexp.QuoteMeta. */
const quoteMeta = (text: string): string => text.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&');

/** A rule for hosts; empty where none is asked for. Upstream: pkg/provider/kubernetes/gateway/httproute.go buildHostRule. */
export function hostRule(hosts: readonly string[]): MatchRule {
  const rules = hosts.map((host) =>
    host.includes('*')
      ? `HostRegexp(${quoteGo(`^${quoteMeta(host).replace('\\*\\.', '[a-z0-9-\\.]+\\.')}$`)})`
      : `Host(${quoteGo(host)})`,
  );
  const rule = rules.length > 1 ? `(${rules.join(' || ')})` : (rules[0] ?? '');
  return { rule, priority: Math.max(0, ...hosts.map((host) => host.length)) };
}

/** Upstream: buildMatchRule. */
export function httpMatchRule(hosts: readonly string[], match: HttpMatch): MatchRule {
  const path = pathRule(match.path ?? {});
  const headers = (match.headers ?? []).flatMap((each) => pairRule('Header', each));
  const queries = (match.queryParams ?? []).flatMap((each) => pairRule('Query', each));
  const method = match.method === undefined ? [] : [`Method(${quoteGo(match.method)})`];
  const asked = [path.rule, ...method, ...headers, ...queries].join(' && ');
  const counted = (match.headers?.length ?? 0) * 100 + (match.queryParams?.length ?? 0) * 10;
  const priority = path.priority + method.length * 1000 + counted;
  const host = hostRule(hosts);
  return host.rule === ''
    ? { rule: asked, priority }
    : { rule: `${host.rule} && ${asked}`, priority: priority + host.priority };
}

/** Upstream: buildPathRule. */
function pathRule({ type = 'PathPrefix', value = '/' }: PathMatch): MatchRule {
  if (type === 'Exact') return { rule: `Path(${quoteGo(value)})`, priority: 100_000 };
  const priority = 10_000 + value.length * 100;
  if (type === 'RegularExpression') return { rule: `PathRegexp(${quoteGo(value)})`, priority };
  if (type !== 'PathPrefix' || value === '/') return { rule: 'PathPrefix("/")', priority: 1 };
  const bare = value.replace(/\/$/, '');
  return { rule: `(Path(${quoteGo(bare)}) || PathPrefix(${quoteGo(`${bare}/`)}))`, priority };
}

/** Upstream: buildHeaderRules, buildQueryParamRules. */
function pairRule(matcher: 'Header' | 'Query', { name, value, type = 'Exact' }: NamedMatch): readonly string[] {
  if (type !== 'Exact' && type !== 'RegularExpression') return [];
  return [`${matcher}${type === 'Exact' ? '' : 'Regexp'}(${quoteGo(name)},${quoteGo(value)})`];
}

/** Upstream: pkg/provider/kubernetes/gateway/grpcroute.go buildGRPCMatchRule. */
export function grpcMatchRule(hosts: readonly string[], { method, headers = [] }: GrpcMatch): MatchRule {
  const asked = [methodRule(method), ...headers.flatMap((each) => pairRule('Header', each))].join(' && ');
  const { rule, priority } = hostRule(hosts);
  return { rule: rule === '' ? asked : `${rule} && ${asked}`, priority: priority + asked.length };
}

function methodRule(asked: GrpcMatch['method']): string {
  if (!asked) return 'PathPrefix("/")';
  const { type = 'Exact', service = '', method = '' } = asked;
  const part = (text: string): string => (text === '' ? '[^/]+' : type === 'Exact' ? quoteMeta(text) : text);
  return `PathRegexp(${quoteGo(`/${part(service)}/${part(method)}`)})`;
}

/** Upstream: pkg/provider/kubernetes/gateway/tlsroute.go hostSNIRule. */
export function serverNameRule(hosts: readonly string[]): MatchRule {
  const named = [...new Set(hosts.filter((host) => host !== ''))];
  if (named.length === 0) return { rule: 'HostSNI("*")', priority: 0 };
  const rules = named.map((host) =>
    host.includes('*')
      ? `HostSNIRegexp(${quoteGo(`^${quoteMeta(host).replace('\\*\\.', '[a-z0-9-]+\\.')}$`)})`
      : `HostSNI(${quoteGo(host)})`,
  );
  const priority = Math.max(...named.map((host) => host.length - (host.split('*').length - 1)));
  return { rule: rules.join(' || '), priority };
}
