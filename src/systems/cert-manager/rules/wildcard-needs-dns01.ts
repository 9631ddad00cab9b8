import type { LabRule } from '../../../check/rule.ts';
import type { CertManagerLab } from '../lab.ts';

export const wildcardNeedsDns01: LabRule<CertManagerLab> = {
  id: 'wildcard-needs-dns01',
  needs: 'lab',
  severity: 'error',
  summary: 'A wildcard certificate is asked for over HTTP-01.',
  why: 'ACME authorities sign wildcards only when proven by DNS-01 (Let’s Encrypt, Challenge Types)',
  check: ({ certificates }, { certified }) =>
    certificates?.issuer.type !== 'acme-http01'
      ? []
      : certified
          .filter(({ name }) => name.startsWith('*.'))
          .map(({ name, path }) => ({
            path,
            message: `${name} cannot be proven over HTTP-01`,
            hint: 'set issuer.type to acme-dns01-cloudflare, or list each host',
          })),
  examples: {
    passing: [
      {
        'certificates.issuer': { type: 'acme-http01' },
        'certificates.domains': ['hello.home.example.org', 'traefik.home.example.org'],
      },
    ],
    failing: [{ 'certificates.issuer': { type: 'acme-http01' } }],
  },
};
