import type { ObjectsRule, Problem } from '../../../check/rule.ts';
import { nearestName } from '../../../core/nearest.ts';
import { exampleAdvertisement, examplePool } from '../rule-examples.ts';
import { advertisementsOf, poolsOf } from '../rule-objects.ts';

/** An advertisement names a pool that is not there: nobody answers for the one that was meant. */
export const advertisementNamesNoPool: ObjectsRule = {
  id: 'advertisement-names-no-pool',
  needs: 'objects',
  severity: 'warning',
  summary: 'An L2Advertisement names an address pool that does not exist.',
  why: 'names without a pool are skipped in silence (metallb internal/config/config.go)',
  check: (input) => {
    const pools = poolsOf(input);
    // Without any pool in the repository they are kept elsewhere, and nothing is known of them.
    if (pools.length === 0) return [];
    return advertisementsOf(input).flatMap(({ object, on }): Problem[] => {
      const { namespace } = object.metadata;
      const names = pools
        .filter((pool) => pool.object.metadata.namespace === namespace)
        .map((pool) => pool.object.metadata.name);
      return (object.spec?.ipAddressPools ?? []).flatMap((name, i) => {
        if (names.includes(name)) return [];
        const nearest = nearestName(name, names);
        const hint = nearest
          ? `did you mean ${nearest}?`
          : `pools there: ${names.join(', ') || 'none in this namespace'}`;
        return [
          {
            on,
            path: ['spec', 'ipAddressPools', i],
            message: `there is no pool ${name} in ${namespace ?? 'this namespace'}`,
            hint,
          },
        ];
      });
    });
  },
  examples: {
    passing: [examplePool('gate', ['192.168.88.60/32']), exampleAdvertisement('gate', { ipAddressPools: ['gate'] })],
    failing: [examplePool('gate', ['192.168.88.60/32']), exampleAdvertisement('gate', { ipAddressPools: ['gates'] })],
  },
};
