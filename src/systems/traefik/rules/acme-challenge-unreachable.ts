import type { LabRule } from '../../../check/rule.ts';
import type { TraefikLab } from '../lab.ts';

const acme = (challenge: string) => ({ 'ingress.acme': { email: 'me@home.example.org', challenge } });
const entryPoints = (web: number, websecure: number) => ({
  'ingress.entryPoints': { web: { port: web }, websecure: { port: websecure, tls: true } },
});

export const acmeChallengeUnreachable: LabRule<TraefikLab> = {
  id: 'acme-challenge-unreachable',
  needs: 'lab',
  severity: 'error',
  summary: 'The authority asks on a port that the gate does not have.',
  why: 'the challenge http is asked on port 80 alone (RFC 8555 section 8.3), and tls on port 443 (RFC 8737 section 3)',
  check: ({ ingress }) => {
    if (!ingress?.acme || ingress.acme.challenge === 'dns-cloudflare') return [];
    const { challenge } = ingress.acme;
    const { web } = ingress.entryPoints;
    const open = Object.values(ingress.entryPoints);
    // Traefik answers the challenge http at the entry point that it is told: web.
    const isAsked =
      challenge === 'http' ? web?.port === 80 && !web.tls : open.some(({ port, tls }) => port === 443 && tls);
    if (isAsked) return [];
    const wanted = challenge === 'http' ? 'an entry point web on port 80' : 'an entry point with TLS on port 443';
    return [
      {
        path: ['ingress', 'acme'],
        message: `the challenge ${challenge} needs ${wanted}: no certificate would ever come`,
        hint: `add it to ingress.entryPoints, or choose another challenge`,
      },
    ];
  },
  examples: {
    passing: [acme('http'), acme('tls'), { ...acme('tls'), ...entryPoints(8080, 443) }],
    failing: [
      { ...acme('http'), ...entryPoints(8080, 443) },
      { ...acme('tls'), ...entryPoints(80, 8443) },
    ],
  },
};
