import type { LabRule } from '../../../check/rule.ts';
import { type ProxiesLab, proxyName } from '../lab.ts';

export const proxyWithoutGate: LabRule<ProxiesLab> = {
  id: 'proxy-without-gate',
  needs: 'lab',
  severity: 'error',
  summary: 'The lab has host proxies, and no entry that would route to them.',
  why: 'nothing looks at host names where there is no entry: the Services of the proxies would be there for nobody',
  check: ({ ingress, proxies = [] }) =>
    ingress
      ? []
      : proxies.map((proxy, i) => ({
          path: ['proxies', i, 'host'],
          message: `proxy ${proxyName(proxy)} answers to ${proxy.host}, and the lab has no ingress`,
          hint: 'add ingress with an address, or remove the proxies',
        })),
  examples: {
    passing: [{ proxies: [{ host: 'nas', target: 'http://192.168.88.5' }] }],
    failing: [
      {
        ingress: undefined,
        certificates: undefined,
        'apps.0.hosts': [],
        proxies: [{ host: 'nas', target: 'http://192.168.88.5' }],
      },
    ],
  },
};
