import { overlaps } from '../../../core/address.ts';
import { compareText } from '../../../core/finding.ts';
import { compileSelector, type LabelSelector, type Selector } from '../../../kube/selector.ts';
import type { Namespace } from '../../../kube/types.ts';
import { printJson } from '../../../kube/wide-json.ts';
import type { IpAddressPool } from '../objects.ts';
import { type Cidr, parsePoolAddresses, printCidr } from './addresses.ts';
import { quote } from './go-text.ts';
import { repeatedSelector } from './selectors.ts';

/** A pool ready to hand out addresses. */
export interface Pool {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** In the order in which they are handed out. */
  readonly cidrs: readonly Cidr[];
  readonly autoAssign: boolean;
  readonly avoidBuggyIps: boolean;
  readonly allocation?: PoolAllocation;
}

/** Whom a pool is for. */
export interface PoolAllocation {
  /** Lower is earlier; 0 is last. */
  readonly priority: number;
  /** The named namespaces and those that a selector matches. */
  readonly namespaces: ReadonlySet<string>;
  readonly serviceSelectors: readonly Selector[];
  /** Names no namespace, namespace selector or service selector at all: for every service, and before plain pools. */
  readonly everyone: boolean;
}

/** All pools by name in name order, or why the configuration is refused, in upstream's words. */
export type PoolsReading = { readonly pools: ReadonlyMap<string, Pool> } | { readonly error: string };

/**
 * Reads IPAddressPools as one configuration: the first mistake refuses all of them. The later of two is blamed,
 * in the order given (metallb internal/config/config.go, poolsFor; the order upstream is that of the API).
 */
export function readPools(objects: readonly IpAddressPool[], namespaces: readonly Namespace[]): PoolsReading {
  const pools: Pool[] = [];
  const names = new Set<string>();
  const defined: Cidr[] = [];
  for (const object of objects) {
    const parsed = readPool(object, namespaces);
    if ('error' in parsed) return { error: `parsing address pool ${object.metadata.name}: ${parsed.error}` };
    const { pool } = parsed;
    if (names.has(pool.name)) return { error: `duplicate definition of pool ${quote(pool.name)}` };
    names.add(pool.name);
    for (const cidr of pool.cidrs) {
      const earlier = defined.find((other) => overlaps(other, cidr));
      if (earlier) return { error: overlapError(cidr, pool, earlier) };
      defined.push(cidr);
    }
    pools.push(pool);
  }
  const sorted = pools.sort((a, b) => compareText(a.name, b.name));
  return { pools: new Map(sorted.map((pool) => [pool.name, pool])) };
}

const overlapError = (cidr: Cidr, pool: Pool, earlier: Cidr) =>
  `CIDR ${quote(printCidr(cidr))} in pool ${quote(pool.name)} overlaps with already defined CIDR ${quote(printCidr(earlier))}`;

function readPool(object: IpAddressPool, namespaces: readonly Namespace[]): { pool: Pool } | { error: string } {
  const { name, labels = {} } = object.metadata;
  const { addresses = [], autoAssign = true, avoidBuggyIPs = false } = object.spec ?? {};
  if (!name) return { error: 'missing pool name' };
  if (addresses.length === 0) return { error: 'pool has no prefixes defined' };
  const cidrs: Cidr[] = [];
  for (const text of addresses) {
    const parsed = parsePoolAddresses(text);
    if ('error' in parsed) return { error: `invalid CIDR ${quote(text)} in pool ${quote(name)}: ${parsed.error}` };
    cidrs.push(...parsed.cidrs);
  }
  const allocation = readAllocation(object, namespaces);
  if (allocation && 'error' in allocation) return allocation;
  return { pool: { name, labels, cidrs, autoAssign, avoidBuggyIps: avoidBuggyIPs, allocation } };
}

function readAllocation(
  object: IpAddressPool,
  namespaces: readonly Namespace[],
): PoolAllocation | { error: string } | undefined {
  const spec = object.spec?.serviceAllocation;
  if (!spec) return undefined;
  const { priority = 0, namespaces: named = [], namespaceSelectors = [], serviceSelectors = [] } = spec;
  if (new Set(named).size < named.length) return { error: 'duplicate definition in namespaces field' };
  const repeated =
    repeatedSelector('namespaceSelectors', namespaceSelectors) ??
    repeatedSelector('serviceSelectors', serviceSelectors);
  if (repeated) return { error: repeated };
  const pool = object.metadata.name;
  const byNamespace = compileAll(namespaceSelectors, `invalid namespace label selector %s in ip pool ${pool}`);
  if ('error' in byNamespace) return byNamespace;
  const byService = compileAll(serviceSelectors, `invalid service label selector %s in ip pool ${pool}`);
  if ('error' in byService) return byService;
  const matched = namespaces.filter(({ metadata }) => byNamespace.selectors.some((s) => s.matches(metadata.labels)));
  return {
    priority,
    namespaces: new Set([...named, ...matched.map(({ metadata }) => metadata.name)]),
    serviceSelectors: byService.selectors,
    everyone: named.length + namespaceSelectors.length + serviceSelectors.length === 0,
  };
}

/** Makes selectors ready, or tells the first that cannot be used: the cause, then on a line of its own what it is in. */
function compileAll(
  selectors: readonly LabelSelector[],
  context: string,
): { readonly selectors: readonly Selector[] } | { readonly error: string } {
  const compiled: Selector[] = [];
  for (const selector of selectors) {
    const result = compileSelector(selector);
    if ('error' in result) return { error: `${result.error}\n${context.replace('%s', printJson(selector))}` };
    compiled.push(result);
  }
  return { selectors: compiled };
}

/** Whether a service may have an address of the pool (metallb internal/allocator/allocator.go, isPoolCompatibleWithService). */
export function isCompatible(
  pool: Pool,
  service: { readonly namespace: string; readonly labels: Readonly<Record<string, string>> | undefined },
): boolean {
  const { allocation } = pool;
  if (!allocation) return true;
  const { namespaces, serviceSelectors } = allocation;
  if (namespaces.size > 0 && !namespaces.has(service.namespace)) return false;
  return serviceSelectors.length === 0 || serviceSelectors.some((selector) => selector.matches(service.labels));
}

/** Whether the pool's `serviceAllocation` picks the service by itself, so that the pool comes before plain ones. */
export function isPinned(pool: Pool, namespace: string): boolean {
  const { allocation } = pool;
  if (!allocation) return false;
  return allocation.everyone || allocation.namespaces.has(namespace) || allocation.serviceSelectors.length > 0;
}
