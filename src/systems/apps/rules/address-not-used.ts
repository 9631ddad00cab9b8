import type { LabRule } from '../../../check/rule.ts';
import type { AppsLab } from '../lab.ts';

export const addressNotUsed: LabRule<AppsLab> = {
  id: 'address-not-used',
  needs: 'lab',
  severity: 'warning',
  summary: 'An app names an address, but its Service is no LoadBalancer.',
  why: 'only Services of type LoadBalancer get an address from a pool (metallb controller/service.go)',
  check: (lab) =>
    lab.apps.flatMap((app, i) =>
      app.service.type !== 'LoadBalancer' && app.service.address
        ? [
            {
              path: ['apps', i, 'service', 'address'],
              message: `app ${app.name} names an address, but its service is a ${app.service.type}`,
              hint: 'set service.type to LoadBalancer, or remove the address',
            },
          ]
        : [],
    ),
  examples: {
    passing: [{ 'apps.0.service': { type: 'LoadBalancer', address: '192.168.88.70' } }],
    failing: [{ 'apps.0.service': { address: '192.168.88.70' } }],
  },
};
