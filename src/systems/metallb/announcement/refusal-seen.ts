import { printRef } from '../../../kube/object.ts';
import { readPools } from '../allocation/pools.ts';
import type { SeenMetallb } from '../rule-seen.ts';
import { readAdvertisements } from './advertisements.ts';

/** Why MetalLB refuses all of its configuration, and `Kind/namespace/name` of the object that is to blame; undefined where it takes it. */
export function refusalOf(metallb: SeenMetallb): { readonly error: string; readonly object: string } | undefined {
  const { pools, advertisements, namespaces, nodes } = metallb;
  const read = readPools(pools, namespaces);
  const reading = 'error' in read ? read : readAdvertisements(advertisements, read.pools, nodes);
  if (!('error' in reading)) return undefined;
  const objects = 'error' in read ? pools : advertisements;
  const names = new Set([...reading.error.matchAll(/(?:pool|for) "?([a-z0-9.-]+)/g)].map(([, name]) => name));
  const found = objects.find(({ metadata }) => names.has(metadata.name)) ?? objects.at(-1);
  return found && { error: reading.error, object: printRef(found) };
}
