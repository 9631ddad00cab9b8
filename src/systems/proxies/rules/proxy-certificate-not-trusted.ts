import type { LabRule } from '../../../check/rule.ts';
import { parseAddress } from '../../../core/address.ts';
import { type ProxiesLab, proxyName } from '../lab.ts';
import { readTarget } from '../lab-target.ts';

/** Networks of which no public authority signs addresses (RFC 1918, RFC 4193; CA/Browser Forum baseline requirements 4.2.2). */
const isPrivate = (host: string): boolean =>
  /^(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|f[cd][0-9a-f]{2}:)/.test(host);

export const proxyCertificateNotTrusted: LabRule<ProxiesLab> = {
  id: 'proxy-certificate-not-trusted',
  needs: 'lab',
  severity: 'warning',
  summary: 'A host proxy asks a private address over https, and its certificate is taken to be trusted.',
  why: 'no public authority signs a private address: the gate refuses the certificate and answers 500 (traefik pkg/proxy/httputil/proxy.go ComputeStatusCode)',
  check: (lab) =>
    (lab.proxies ?? []).flatMap((proxy, i) => {
      const { scheme, host } = readTarget(proxy.target);
      if (scheme !== 'https' || proxy.certificate !== 'trusted' || !parseAddress(host) || !isPrivate(host)) return [];
      const message = `proxy ${proxyName(proxy)} asks ${host} over https, and no public authority signs a certificate for that address`;
      const hint = 'write certificate: self-signed, or the name of the machine instead of its address';
      return [{ path: ['proxies', i, 'target'], message, hint }];
    }),
  examples: {
    passing: [
      { proxies: [{ host: 'nas', target: 'https://192.168.88.5', certificate: 'self-signed' }] },
      { proxies: [{ host: 'nas', target: 'http://192.168.88.5' }] },
      { proxies: [{ host: 'docs', target: 'https://docs.example.org' }] },
    ],
    failing: [{ proxies: [{ host: 'nas', target: 'https://192.168.88.5' }] }],
  },
};
