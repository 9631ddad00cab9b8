import type { LabRule } from '../../../check/rule.ts';
import type { MetallbLab } from '../lab.ts';

export const valuesOfNoChart: LabRule<MetallbLab> = {
  id: 'values-of-no-chart',
  needs: 'lab',
  severity: 'error',
  summary: 'Values of a chart are given where MetalLB comes by its manifest.',
  why: 'a manifest has no values: kustomize takes it as it is published (metallb config/manifests)',
  check: ({ addresses }) =>
    addresses?.install === 'manifest' && addresses.values !== undefined
      ? [
          {
            path: ['addresses', 'values'],
            message: 'addresses.values: nobody reads them, because MetalLB comes by its manifest',
            hint: 'remove them and change the manifest with `patches`, or set addresses.install to chart',
          },
        ]
      : [],
  examples: {
    passing: [
      { 'addresses.values': { loadBalancerClass: 'mine' } },
      { 'addresses.install': 'chart', 'addresses.values': { loadBalancerClass: 'mine' } },
    ],
    failing: [{ 'addresses.install': 'manifest', 'addresses.values': { loadBalancerClass: 'mine' } }],
  },
};
