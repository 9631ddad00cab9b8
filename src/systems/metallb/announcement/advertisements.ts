import { compareText } from '../../../core/finding.ts';
import { compileSelector, type LabelSelector, type Selector } from '../../../kube/selector.ts';
import type { Node } from '../../../kube/types.ts';
import { quote } from '../allocation/go-text.ts';
import type { Pool } from '../allocation/pools.ts';
import { repeatedSelector } from '../allocation/selectors.ts';
import type { L2Advertisement } from '../objects.ts';

/** An L2Advertisement resolved against pools and nodes. */
export interface Advertisement {
  readonly name: string;
  readonly pools: ReadonlySet<string>;
  /** Names of the nodes that may announce. */
  readonly nodes: ReadonlySet<string>;
  /** Empty: for every service. */
  readonly serviceSelectors: readonly Selector[];
  /** Empty: on all interfaces. */
  readonly interfaces: readonly string[];
}

export type AdvertisementsReading = { readonly advertisements: readonly Advertisement[] } | { readonly error: string };

/**
 * Reads L2Advertisements: the first mistake refuses the whole configuration. Names of pools that do not exist and selectors
 * that match nothing are no mistakes (metallb internal/config/config.go, l2AdvertisementFromCR, setL2AdvertisementsToPools).
 */
export function readAdvertisements(
  objects: readonly L2Advertisement[],
  pools: ReadonlyMap<string, Pool>,
  nodes: readonly Node[],
): AdvertisementsReading {
  const advertisements: Advertisement[] = [];
  for (const object of [...objects].sort((a, b) => compareText(a.metadata.name, b.metadata.name))) {
    const result = readAdvertisement(object, pools, nodes);
    if ('error' in result) return result;
    advertisements.push(result);
  }
  return { advertisements };
}

function readAdvertisement(
  object: L2Advertisement,
  pools: ReadonlyMap<string, Pool>,
  nodes: readonly Node[],
): Advertisement | { readonly error: string } {
  const { name } = object.metadata;
  const spec = object.spec ?? {};
  const {
    ipAddressPools = [],
    ipAddressPoolSelectors = [],
    nodeSelectors = [],
    serviceSelectors = [],
    interfaces = [],
  } = spec;
  const twice = ipAddressPools.find((pool, i) => ipAddressPools.indexOf(pool) < i);
  if (twice !== undefined) return { error: `duplicate definition of ipAddressPools ${quote(twice)}` };
  const repeated =
    repeatedSelector('ipAddressPoolSelectors', ipAddressPoolSelectors) ??
    repeatedSelector('nodeSelectors', nodeSelectors) ??
    repeatedSelector('serviceSelectors', serviceSelectors);
  if (repeated) return { error: repeated };
  const byNode = compileAll(nodeSelectors, 'node selector', name);
  if ('error' in byNode) return byNode;
  const byService = compileAll(serviceSelectors, 'service selector', name);
  if ('error' in byService) return byService;
  const byPool = compileAll(ipAddressPoolSelectors, 'ip address pool selector', name);
  if ('error' in byPool) return byPool;
  const all = ipAddressPools.length === 0 && ipAddressPoolSelectors.length === 0;
  const selected = [...pools.values()].filter(
    (pool) => all || ipAddressPools.includes(pool.name) || byPool.selectors.some((s) => s.matches(pool.labels)),
  );
  const listed = nodes.filter(
    ({ metadata }) => byNode.selectors.length === 0 || byNode.selectors.some((s) => s.matches(metadata.labels)),
  );
  return {
    name,
    pools: new Set(selected.map((pool) => pool.name)),
    nodes: new Set(listed.map((node) => node.metadata.name)),
    serviceSelectors: byService.selectors,
    interfaces,
  };
}

function compileAll(
  selectors: readonly LabelSelector[],
  what: string,
  name: string,
): { readonly selectors: readonly Selector[] } | { readonly error: string } {
  const compiled: Selector[] = [];
  for (const selector of selectors) {
    const result = compileSelector(selector);
    if ('error' in result) return { error: `${result.error}\nfailed to parse ${what} for ${name}` };
    compiled.push(result);
  }
  return { selectors: compiled };
}
