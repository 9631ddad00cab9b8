import type { ObjectsRule, Problem } from '../../../check/rule.ts';
import type { Service } from '../../../kube/types.ts';
import { exampleService } from '../rule-fixtures.ts';

export const externalIpsSet: ObjectsRule = {
  id: 'external-ips-set',
  needs: 'objects',
  severity: 'warning',
  summary: 'A Service names externalIPs, which nobody announces and any node takes for its own.',
  why: 'kube-proxy takes traffic for the address on every node that it happens to reach, and nothing makes it reach one (kubernetes pkg/proxy/iptables/proxier.go); anybody who may write Services can take over an address so (CVE-2020-8554 of the kubernetes docs)',
  check: ({ ofKind }) =>
    ofKind('Service', '').flatMap((on): readonly Problem[] => {
      const addresses = (on.object as Service).spec?.externalIPs ?? [];
      if (on.loose || on.madeBy !== undefined || addresses.length === 0) return [];
      const message = `externalIPs ${addresses.join(', ')}: no load balancer announces or reserves them`;
      const hint = 'make it type: LoadBalancer and ask the load balancer for the address';
      return [{ on, path: ['spec', 'externalIPs'], message, hint }];
    }),
  examples: {
    passing: [exampleService()],
    failing: [exampleService({ externalIPs: ['192.168.88.70'] })],
  },
};
