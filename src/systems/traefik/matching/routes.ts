import type { MatchInput } from '../decision/request.ts';
import type { CompiledRouterRule } from './router-rule.ts';

/** A router of a table: what decides and in which order. */
export interface ListedRoute {
  readonly name: string;
  readonly rule: CompiledRouterRule;
  readonly priority: bigint;
  /** Place of its provider among equals: greater wins. */
  readonly precedence: number;
}

const hostLimit = 4096;

/**
 * Routers of one entry point, in the order they are tried, indexed by host: a request is held against those its host may match only.
 * Upstream: pkg/muxer/http/mux.go routes.Less.
 */
export class RouteList<R extends ListedRoute> {
  readonly routes: readonly R[];
  private readonly anyHost: readonly number[];
  private readonly byHost = new Map<string, number[]>();
  private readonly known = new Map<string, readonly R[]>();

  constructor(routes: readonly R[]) {
    this.routes = [...routes].sort(compareRoutes);
    const anyHost: number[] = [];
    this.routes.forEach(({ rule }, index) => {
      if (!rule.hosts) anyHost.push(index);
      for (const host of rule.hosts ?? []) this.byHost.set(host, [...(this.byHost.get(host) ?? []), index]);
    });
    this.anyHost = anyHost;
  }

  /** The router that gets the request; more than one when upstream leaves open which (equal in rank). */
  match(input: MatchInput): readonly R[] {
    const candidates = this.candidates(input.canonicalHost);
    const first = candidates.findIndex(({ rule }) => rule.matches(input));
    if (first < 0) return [];
    const winner = candidates[first]!;
    const rivals: R[] = [];
    for (let i = first + 1; i < candidates.length; i++) {
      const candidate = candidates[i]!;
      if (candidate.priority !== winner.priority || candidate.precedence !== winner.precedence) break;
      if (candidate.rule.matches(input)) rivals.push(candidate);
    }
    return [winner, ...rivals];
  }

  private candidates(canonicalHost: string): readonly R[] {
    const known = this.known.get(canonicalHost);
    if (known) return known;
    const host = canonicalHost.endsWith('.') ? canonicalHost.slice(0, -1) : canonicalHost;
    const dot = host.indexOf('.');
    const wildcard = dot < 0 ? [] : (this.byHost.get(`*${host.slice(dot)}`) ?? []);
    const found = [...new Set([...(this.byHost.get(host) ?? []), ...wildcard, ...this.anyHost])].sort((a, b) => a - b);
    const routes = found.map((index) => this.routes[index]!);
    if (this.known.size >= hostLimit) this.known.clear();
    this.known.set(canonicalHost, routes);
    return routes;
  }
}

function compareRoutes(a: ListedRoute, b: ListedRoute): number {
  if (a.priority !== b.priority) return a.priority > b.priority ? -1 : 1;
  return b.precedence - a.precedence || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
}
