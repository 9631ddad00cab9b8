import type { LabRule } from '../../../check/rule.ts';
import { type ProxiesLab, proxyName } from '../lab.ts';
import { addressOf, readTarget } from '../lab-target.ts';

/** Names that only a DNS server of one's own answers (RFC 6762 section 3, RFC 8375, RFC 6303 and IANA's special-use names). */
const isLocal = (host: string): boolean =>
  !host.includes('.') || /\.(?:lan|local|internal|home\.arpa|localdomain)$/.test(host);

export const proxyTargetNotKnown: LabRule<ProxiesLab> = {
  id: 'proxy-target-not-known',
  needs: 'lab',
  severity: 'unknown',
  summary: 'A host proxy leads to a local name of which the lab does not say whose it is.',
  why: 'the gate looks such a name up at each request, in the cluster’s DNS: only where that asks the DNS server of the network does it find it',
  check: (lab) =>
    (lab.proxies ?? []).flatMap((proxy, i) => {
      const { host } = readTarget(proxy.target);
      if (addressOf(lab, host) !== undefined || !isLocal(host)) return [];
      const message = `proxy ${proxyName(proxy)} leads to ${host}, and whether the cluster’s DNS knows that name is not known`;
      const knownBy = `its address: network: { names: { ${host}: ADDRESS } }`;
      return [{ path: ['proxies', i, 'target'], message, knownBy }];
    }),
  examples: {
    passing: [
      { proxies: [{ host: 'nas', target: 'http://192.168.88.5' }] },
      { 'network.names': { 'nas.lan': '192.168.88.5' }, proxies: [{ host: 'nas', target: 'http://nas.lan' }] },
      { proxies: [{ host: 'docs', target: 'https://docs.example.org' }] },
    ],
    failing: [{ proxies: [{ host: 'nas', target: 'http://nas.lan' }] }],
  },
};
