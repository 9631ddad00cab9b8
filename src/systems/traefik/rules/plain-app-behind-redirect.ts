import type { LabRule } from '../../../check/rule.ts';
import type { TraefikLab } from '../lab.ts';

export const plainAppBehindRedirect: LabRule<TraefikLab> = {
  id: 'plain-app-behind-redirect',
  needs: 'lab',
  severity: 'error',
  summary: 'An app is served over HTTP only, and all HTTP is sent on to HTTPS.',
  why: 'the redirection of an entry point has the highest priority of all its routers (traefik pkg/provider/traefik/internal.go)',
  check: (lab, { routes }) => {
    if (!lab.ingress) return [];
    const { redirectToHttps, entryPoints } = lab.ingress;
    const open = Object.entries(entryPoints).some(([name, { tls }]) => !tls && !(redirectToHttps && name === 'web'));
    return routes
      .filter(({ at, tls }) => at === 'gate' && !tls && !open)
      .map(({ owner, path }) => ({
        path: [...path, 'tls'],
        message: `${owner} is served over HTTP only, and every request for it is sent on to HTTPS`,
        hint: 'set tls: true, or redirectToHttps: false',
      }));
  },
  examples: {
    passing: [
      { 'apps.0.tls': false, 'ingress.redirectToHttps': false },
      {
        'apps.0.tls': false,
        'ingress.entryPoints': { web: { port: 80 }, websecure: { port: 443, tls: true }, plain: { port: 8081 } },
      },
    ],
    failing: [{ 'apps.0.tls': false }],
  },
};
