import type { LabRule } from '../../../check/rule.ts';
import { domainOf } from '../../../compose/extras/dns-names.ts';

export const dnsZoneWithoutDomain: LabRule = {
  id: 'dns-zone-without-domain',
  needs: 'lab',
  severity: 'warning',
  summary: 'The names of the lab are to be a zone, and the lab has no domain.',
  why: 'a zone file holds the names of one domain (RFC 1035 §5)',
  check: (lab, plan) =>
    lab.network.dns === 'zone' && domainOf({ lab, plan }) === undefined
      ? [
          {
            path: ['network', 'dns'],
            message: 'no zone can be written: the lab has no domain of its own. A hosts file is written instead',
            hint: 'write the domain: domain: lab.example.org',
          },
        ]
      : [],
  examples: {
    passing: [
      { 'network.dns': 'zone', domain: 'home.example.org' },
      { 'network.dns': 'zone', 'certificates.domains': ['*.home.example.org'] },
    ],
    failing: [{ 'network.dns': 'zone', 'certificates.domains': ['home.example.org'] }],
  },
};
