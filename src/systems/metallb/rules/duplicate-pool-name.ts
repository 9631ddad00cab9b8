import type { LabRule } from '../../../check/rule.ts';
import { duplicates } from '../../../lab/duplicates.ts';
import type { MetallbLab } from '../lab.ts';

export const duplicatePoolName: LabRule<MetallbLab> = {
  id: 'duplicate-pool-name',
  needs: 'lab',
  severity: 'error',
  summary: 'Two pools have the same name.',
  why: 'the second would replace the first: both become the IPAddressPool of that name',
  check: (lab) =>
    duplicates(lab.addresses?.pools ?? [], (pool) => [pool.name]).map(({ key, index, first }) => ({
      path: ['addresses', 'pools', index, 'name'],
      message: `pool ${key} is named twice: pools[${first}] and pools[${index}]`,
      hint: 'join their addresses in one pool, or rename one',
    })),
  examples: {
    passing: [{ 'addresses.pools.2.name': 'gates' }],
    failing: [{ 'addresses.pools.2.name': 'gate' }],
  },
};
