import type { Claim } from '../system.ts';
import { chartClaim } from './chart.ts';

/** What is modelled of metrics-server, where it was read, and how it is tested. */
export const claims: readonly Claim[] = [
  chartClaim,
  {
    behaviour: 'Composed where the lab names it; kubelets that sign their own certificates are taken as they are',
    upstream: 'README.md; cmd/metrics-server/app/options/kubelet_client.go',
    tested: 'src/systems/metrics-server/component.test.ts',
    notModelled: 'the metrics themselves: nobody serves the API metrics.k8s.io',
  },
  {
    behaviour: 'Arguments that it refuses to start with',
    upstream: 'cmd/metrics-server/app/options/{options,kubelet_client}.go',
    tested: 'src/systems/metrics-server/arguments/refusals.test.ts',
    notModelled: 'arguments of the libraries it is built on',
  },
];
