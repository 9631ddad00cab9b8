import type { BetweenState, MigrationSide } from '../../compose/migration/step.ts';
import { type AddressRange, contains, overlaps, parseRange } from '../../core/address.ts';
import type { PlannedPool } from '../../lab/address-plan.ts';
import { poolObjects } from './component-pools.ts';
import type { MetallbLab } from './lab.ts';

type Side = Pick<MigrationSide<MetallbLab>, 'lab' | 'plan'>;

/**
 * Pools that lose addresses keep them until the Services have left: MetalLB takes an address from a Service as soon as no pool holds it
 * (metallb controller/main.go SetPools, controller/service.go). Undone where an address would be in two pools, which its webhook refuses.
 */
export function poolsOfBoth({ plan: from }: Side, { lab, plan: to }: Side): readonly BetweenState[] {
  const kept = to.pools.flatMap(rangesOf);
  const lost = from.pools.flatMap((pool) => {
    const addresses = pool.addresses.filter((text) => !kept.some((range) => contains(range, parseRange(text)!)));
    return addresses.length > 0 ? [{ ...pool, addresses }] : [];
  });
  const used = from.asked.length > 0 || from.unasked.length > 0;
  const clash = lost.flatMap(rangesOf).some((range) => kept.some((other) => overlaps(range, other)));
  if (lost.length === 0 || !used || clash) return [];
  const names = new Map(lost.map((pool) => [pool.name, pool.addresses]));
  const grown = to.pools.map((pool): PlannedPool => {
    const more = names.get(pool.name);
    names.delete(pool.name);
    return more ? { ...pool, addresses: [...pool.addresses, ...more] } : pool;
  });
  const pools = [...grown, ...lost.filter(({ name }) => names.has(name))];
  return [
    {
      title: 'Let pools hold old and new addresses',
      why: 'MetalLB takes an address from a Service as soon as no pool holds it: what has an old one keeps it until it changes itself',
      part: 'config',
      objects: poolObjects(lab, pools),
      until: 'users',
    },
  ];
}

const rangesOf = ({ addresses }: PlannedPool): AddressRange[] => addresses.flatMap((text) => parseRange(text) ?? []);
