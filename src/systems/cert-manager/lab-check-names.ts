import type { LabCheck } from '../../lab/checks/lab-check.ts';
import type { CertManagerLab } from './lab.ts';
import { privateEnding } from './public-names.ts';

/** Whether a certificate for the domain holds for the host: a wildcard stands for exactly one label (RFC 6125 §6.4.3). */
export function covers(domain: string, host: string): boolean {
  if (!domain.startsWith('*.')) return domain === host;
  const dot = host.indexOf('.');
  return dot > 0 && host.slice(dot + 1) === domain.slice(2);
}

const hostNotCertified: LabCheck<CertManagerLab> = {
  code: 'host-not-certified',
  severity: 'error',
  summary: 'A host is served over TLS, and no domain of the certificate covers it.',
  why: 'a wildcard stands for one label only (RFC 6125 §6.4.3); for other names the gate shows a certificate that clients refuse',
  check: (lab, { routes }) => {
    const { domains } = lab.certificates;
    return routes
      .filter(({ tls }) => tls)
      .flatMap(({ owner, hosts }) => hosts.map((named) => ({ owner, ...named })))
      .filter(({ host }) => !domains.some((domain) => covers(domain, host)))
      .map(({ host, owner, path }) => ({
        path,
        message: `${host} of ${owner} is not covered by the certificate: ${domains.join(', ')}`,
        hint: `add ${suggestion(host, domains)} to certificates.domains${reason(host, domains)}`,
      }));
  },
};

const suggestion = (host: string, domains: readonly string[]) =>
  domains.some((domain) => host.endsWith(domain.slice(1)) && domain.startsWith('*.') && host !== domain.slice(2))
    ? `"*.${host.slice(host.indexOf('.') + 1)}" or "${host}"`
    : `"${host}"`;

function reason(host: string, domains: readonly string[]): string {
  const wildcard = domains.find(
    (domain) => domain.startsWith('*.') && (host.endsWith(domain.slice(1)) || host === domain.slice(2)),
  );
  if (!wildcard) return '';
  return host === wildcard.slice(2)
    ? ` (${wildcard} does not hold for ${host} itself)`
    : ` (${wildcard} stands for one label only)`;
}

const wildcardNeedsDns01: LabCheck<CertManagerLab> = {
  code: 'wildcard-needs-dns01',
  severity: 'error',
  summary: 'A wildcard certificate is asked for over HTTP-01.',
  why: 'ACME authorities sign wildcards only when proven by DNS-01 (Let’s Encrypt, Challenge Types)',
  check: (lab) =>
    lab.certificates.issuer.type !== 'acme-http01'
      ? []
      : lab.certificates.domains.flatMap((domain, i) =>
          domain.startsWith('*.')
            ? [
                {
                  path: ['certificates', 'domains', i],
                  message: `${domain} cannot be proven over HTTP-01`,
                  hint: 'set issuer.type to acme-dns01-cloudflare, or list each host',
                },
              ]
            : [],
        ),
};

const domainNotPublic: LabCheck<CertManagerLab> = {
  code: 'domain-not-public',
  severity: 'error',
  summary: 'A public authority is asked to sign a name that no public DNS has.',
  why: 'public authorities sign only names under public suffixes (CA/Browser Forum Baseline Requirements §4.2.2)',
  check: (lab) =>
    lab.certificates.issuer.type === 'internal-ca'
      ? []
      : lab.certificates.domains.flatMap((domain, i) => {
          const ending = privateEnding(domain);
          if (!ending) return [];
          return [
            {
              path: ['certificates', 'domains', i],
              message: `${domain}: no public authority signs names that end in .${ending}`,
              hint: 'use a domain you own, or issuer.type: internal-ca',
            },
          ];
        }),
};

/** The names of the certificate. */
export const nameChecks: readonly LabCheck<CertManagerLab>[] = [hostNotCertified, wildcardNeedsDns01, domainNotPublic];
