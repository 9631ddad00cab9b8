import type { LabRule } from '../../../check/rule.ts';
import { contains } from '../../../core/address.ts';
import { asked, autoRanges } from '../lab-addresses.ts';

export const poolsTooSmall: LabRule = {
  id: 'pools-too-small',
  needs: 'lab',
  severity: 'error',
  summary: 'More services need an address than the pools that give one unasked have.',
  why: 'the Services left over stay pending with `no available IPs` (metallb internal/allocator/allocator.go)',
  check: (_, plan) => {
    const ranges = autoRanges(plan);
    const taken = asked(plan).filter((use) => ranges.some((range) => contains(range, use.range))).length;
    const free = ranges.reduce((sum, range) => sum + range.last - range.first + 1n, 0n) - BigInt(taken);
    const needy = plan.unasked;
    if (ranges.length === 0 || BigInt(needy.length) <= free) return [];
    const { owner, path } = needy[Number(free < 0n ? 0n : free)]!;
    const message = `${owner} finds no free address: ${needy.length} services ask for none in particular, ${free < 0n ? 0n : free} addresses are free`;
    return [
      {
        path,
        message,
        hint: 'add addresses to a pool, or put the app behind the gate with service.type ClusterIP',
      },
    ];
  },
  examples: {
    passing: [{ 'addresses.pools.2.addresses': ['192.168.88.70'], 'apps.0.service': { type: 'LoadBalancer' } }],
    failing: [
      {
        'addresses.pools.2.addresses': ['192.168.88.70'],
        'apps.0.service': { type: 'LoadBalancer' },
        'apps.1': {
          name: 'more',
          image: 'nginx:1.29',
          hosts: ['more.home.example.org'],
          service: { type: 'LoadBalancer' },
        },
      },
    ],
  },
};
