import type { LabRule } from '../../../check/rule.ts';

/** Whether a certificate for the domain holds for the host: a wildcard stands for exactly one label (RFC 6125 §6.4.3). */
function covers(domain: string, host: string): boolean {
  if (!domain.startsWith('*.')) return domain === host;
  const dot = host.indexOf('.');
  return dot > 0 && host.slice(dot + 1) === domain.slice(2);
}

export const hostNotCertified: LabRule = {
  id: 'host-not-certified',
  needs: 'lab',
  severity: 'error',
  summary: 'A host is served over TLS, and no domain of the certificate covers it.',
  why: 'a wildcard stands for one label only (RFC 6125 §6.4.3); for other names the gate shows a certificate that clients refuse',
  check: ({ ingress }, { routes, certified }) => {
    if (!ingress) return [];
    const domains = certified.map(({ name }) => name);
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
  examples: {
    passing: [
      {
        'apps.0.hosts': ['a.b.home.example.org'],
        'certificates.domains': ['*.b.home.example.org', '*.home.example.org'],
      },
    ],
    failing: [{ 'apps.0.hosts': ['a.b.home.example.org'] }, { 'ingress.dashboard.host': 'traefik.example.org' }],
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
