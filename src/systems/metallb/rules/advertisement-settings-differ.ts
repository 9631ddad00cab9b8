import { isDeepStrictEqual } from 'node:util';
import type { LabRule } from '../../../check/rule.ts';
import type { MetallbLab, WrittenPool } from '../lab.ts';

export const advertisementSettingsDiffer: LabRule<MetallbLab> = {
  id: 'advertisement-settings-differ',
  needs: 'lab',
  severity: 'error',
  summary: 'Pools that share an advertisement say different things of it.',
  why: 'interfaces and nodes are those of the whole L2Advertisement: it cannot have two of them',
  check: ({ addresses }) => {
    const pools = addresses?.pools ?? [];
    return pools.flatMap((pool, i) => {
      const name = pool.advertisement?.name;
      const first = pools.findIndex((other) => name !== undefined && other.advertisement?.name === name);
      return fields
        .filter((field) => first >= 0 && first < i && differs(pools[first]!, pool, field))
        .map((field) => ({
          path: ['addresses', 'pools', i, 'advertisement', field],
          message: `pool ${pool.name} and pool ${pools[first]!.name} share the advertisement ${name} and say different ${field}`,
          hint: 'write them once, at the first of the pools, or give each pool an advertisement of its own',
        }));
    });
  },
  examples: {
    passing: [
      {
        'addresses.pools.0.advertisement': { name: 'lan', interfaces: 'eth0' },
        'addresses.pools.1.advertisement': { name: 'lan' },
      },
    ],
    failing: [
      {
        'addresses.pools.0.advertisement': { name: 'lan', interfaces: 'eth0' },
        'addresses.pools.1.advertisement': { name: 'lan', interfaces: 'eth1' },
      },
    ],
  },
};

const fields = ['interfaces', 'nodes'] as const;

function differs(first: WrittenPool, pool: WrittenPool, field: (typeof fields)[number]): boolean {
  const own = pool.advertisement?.[field];
  return own !== undefined && !isDeepStrictEqual(own, first.advertisement?.[field]);
}
