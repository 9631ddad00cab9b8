import type { LabRule } from '../../../check/rule.ts';
import type { MetallbLab } from '../lab.ts';

export const poolForNobody: LabRule<MetallbLab> = {
  id: 'pool-for-nobody',
  needs: 'lab',
  severity: 'error',
  summary: 'A pool is for certain services, and the lab does not say for which.',
  why: 'up to 0.14 a serviceAllocation without namespaces and selectors fits no Service; later it fits every one (metallb release notes, 0.15.0)',
  check: ({ addresses, versions }) =>
    (addresses?.pools ?? []).flatMap(({ name, services }, i) => {
      if (!services || !isBefore15(versions.metallb)) return [];
      if (services.namespaces?.length || services.namespaceLabels || services.labels) return [];
      return [
        {
          path: ['addresses', 'pools', i, 'services'],
          message: `pool ${name} is for services of no namespace and no label: MetalLB ${versions.metallb} gives its addresses to nobody unasked`,
          hint: 'say for which with namespaces, namespaceLabels or labels, or take versions.metallb from 0.15 on',
        },
      ];
    }),
  examples: {
    passing: [
      { 'versions.metallb': '0.14.9', 'addresses.pools.0.services': { priority: 10, namespaces: 'traefik' } },
      { 'addresses.pools.0.services': { priority: 10 } },
    ],
    failing: [{ 'versions.metallb': '0.14.9', 'addresses.pools.0.services': { priority: 10 } }],
  },
};

const isBefore15 = (version: string): boolean => {
  const [major, minor] = version.replace(/^v/, '').split('.').map(Number);
  return major === 0 && minor !== undefined && minor < 15;
};
