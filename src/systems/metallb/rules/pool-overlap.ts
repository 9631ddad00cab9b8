import type { ObjectsRule, Problem } from '../../../check/rule.ts';
import { overlaps } from '../../../core/address.ts';
import { type Cidr, printCidr } from '../allocation/addresses.ts';
import { examplePool } from '../rule-examples.ts';
import { blocksOfPool, poolsOf } from '../rule-objects.ts';

interface Block {
  readonly cidr: Cidr;
  readonly entry: number;
  readonly pool: string;
}

/** Two pools, or two entries of one, share addresses: MetalLB refuses its whole configuration. */
export const poolOverlap: ObjectsRule = {
  id: 'pool-overlap',
  needs: 'objects',
  severity: 'error',
  summary: 'Two address pools share addresses, or two entries of one pool.',
  why: 'one overlap refuses the configuration of all pools: `CIDR … in pool … overlaps with already defined CIDR …` (metallb internal/config/config.go)',
  check: (input) => {
    const seen = new Map<string, readonly Block[]>();
    return poolsOf(input).flatMap(({ object, on }): Problem[] => {
      const { name, namespace = '' } = object.metadata;
      const key = `${namespace}/${name}`;
      // The same pool twice is one pool of two clusters, described in one repository.
      if (seen.has(key)) return [];
      const own = blocksOfPool(object).map((block) => ({ ...block, pool: name }));
      const others = [...seen].flatMap(([other, blocks]) => (other.startsWith(`${namespace}/`) ? blocks : []));
      seen.set(key, own);
      return clashes(own, others).map(({ block, other }) => ({
        on,
        path: ['spec', 'addresses', block.entry],
        message: `${printCidr(block.cidr)} in pool ${name} overlaps with ${printCidr(other.cidr)} in ${other.pool === name ? 'the same pool' : `pool ${other.pool}`}`,
        hint: 'leave the shared addresses to one of them',
      }));
    });
  },
  examples: {
    passing: [examplePool('gate', ['192.168.88.60/32']), examplePool('default', ['192.168.88.70-192.168.88.79'])],
    failing: [
      examplePool('gate', ['192.168.88.60/32']),
      examplePool('default', ['192.168.88.56/29', '192.168.88.63/32']),
    ],
  },
};

/** The first clash of each entry. */
function clashes(own: readonly Block[], others: readonly Block[]): readonly { block: Block; other: Block }[] {
  const told = new Set<number>();
  return own.flatMap((block, i) => {
    const earlier = [...others, ...own.slice(0, i).filter(({ entry }) => entry !== block.entry)];
    const other = told.has(block.entry) ? undefined : earlier.find(({ cidr }) => overlaps(cidr, block.cidr));
    if (!other) return [];
    told.add(block.entry);
    return [{ block, other }];
  });
}
