import type { LabRule } from '../../../check/rule.ts';
import { usesOf } from '../../../lab/address-plan.ts';
import { inPlaceOf } from '../component-names.ts';
import type { K3sLab } from '../lab.ts';

/** Two controllers that write the addresses of one Service never come to an end. */
export const servicelbBesidePools: LabRule<K3sLab> = {
  id: 'servicelb-beside-pools',
  needs: 'lab',
  severity: 'error',
  summary: 'Services get the addresses of nodes from k3s, beside those of the pools.',
  why: 'both write status.loadBalancer of every Service of type LoadBalancer, and undo each other (k3s pkg/cloudprovider/servicelb.go, updateStatus)',
  check: ({ distribution: { kind, disable } }, plan) =>
    kind !== 'k3s' || !disable || disable.includes(inPlaceOf.loadBalancer) || usesOf(plan, 'pool').length === 0
      ? []
      : [
          {
            path: ['distribution', 'disable'],
            message: 'servicelb of k3s stays, and the lab has pools: both give each Service addresses',
            hint: 'add servicelb to distribution.disable, or leave disable out',
          },
        ],
  examples: {
    passing: [{ distribution: { kind: 'k3s', disable: ['servicelb', 'traefik'] } }],
    failing: [{ distribution: { kind: 'k3s', disable: ['traefik'] } }],
  },
};
