import type { LabRule, LabRuleProblem } from '../../../check/rule.ts';
import type { TraefikLab } from '../lab.ts';

export const redirectNeedsEntryPoints: LabRule<TraefikLab> = {
  id: 'redirect-needs-entry-points',
  needs: 'lab',
  severity: 'error',
  summary: 'Requests are redirected to HTTPS, but an entry point of it is missing.',
  why: 'the redirection goes from entry point web to entry point websecure; Traefik does not start when its target is missing (traefik pkg/provider/traefik/internal.go)',
  check: (lab) => {
    if (!lab.ingress?.redirectToHttps) return [];
    const { entryPoints } = lab.ingress;
    const problems: LabRuleProblem[] = ['web', 'websecure']
      .filter((name) => !Object.hasOwn(entryPoints, name))
      .map((name) => ({
        path: ['ingress', 'entryPoints'],
        message: `redirectToHttps needs the entry point ${name}`,
        hint: `add ${name}, or set redirectToHttps: false`,
      }));
    const target = entryPoints.websecure;
    if (target && !target.tls) {
      problems.push({
        path: ['ingress', 'entryPoints', 'websecure'],
        message: 'redirectToHttps leads to websecure, which speaks no TLS',
        hint: 'set tls: true on websecure',
      });
    }
    return problems;
  },
  examples: {
    passing: [
      {
        'ingress.redirectToHttps': false,
        'ingress.entryPoints': { web: { port: 80 }, other: { port: 443, tls: true } },
      },
    ],
    failing: [{ 'ingress.entryPoints': { web: { port: 80 }, other: { port: 443, tls: true } } }],
  },
};
