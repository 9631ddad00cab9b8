import type { LabRule } from '../../../check/rule.ts';
import { printUse } from '../../../lab/address-plan.ts';
import { asked, pairs } from '../lab-addresses.ts';

export const addressAskedTwice: LabRule = {
  id: 'address-asked-twice',
  needs: 'lab',
  severity: 'error',
  summary: 'Two services ask for the same address.',
  why: "services share an address only with an equal sharing key: the second stays pending with `can't change sharing key for …, address also in use by …` (metallb internal/allocator/allocator.go)",
  check: (_, plan) =>
    pairs(asked(plan))
      .filter(([a, b]) => !(a.kind === 'gate' && b.kind === 'dashboard'))
      .map(([a, b]) => ({
        path: b.path,
        message: `${b.owner} asks for ${printUse(b)}, and so does ${a.owner}`,
        hint: 'give each an address of its own, or none to get the next free one',
      })),
  examples: {
    passing: [{ 'apps.0.service': { type: 'LoadBalancer', address: '192.168.88.75' } }],
    failing: [{ 'apps.0.service': { type: 'LoadBalancer', address: '192.168.88.61' } }],
  },
};
