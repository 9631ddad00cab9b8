import type { LabRule } from '../../../check/rule.ts';
import type { TraefikLab } from '../lab.ts';

export const tlsNeedsEntryPoint: LabRule<TraefikLab> = {
  id: 'tls-needs-entry-point',
  needs: 'lab',
  severity: 'error',
  summary: 'An app is served over TLS, and no entry point speaks it.',
  why: 'a router with TLS answers only where TLS is spoken',
  check: ({ ingress }, { routes }) =>
    !ingress || Object.values(ingress.entryPoints).some((entryPoint) => entryPoint.tls)
      ? []
      : routes
          .filter(({ at, tls }) => at === 'gate' && tls)
          .map(({ owner, path }) => ({
            path,
            message: `${owner} is served over TLS, and no entry point has tls: true`,
            hint: 'add the entry point websecure with port 443 and tls: true',
          })),
  examples: {
    passing: [{ 'ingress.redirectToHttps': false, 'ingress.entryPoints': { web: { port: 80 } }, 'apps.0.tls': false }],
    failing: [{ 'ingress.redirectToHttps': false, 'ingress.entryPoints': { web: { port: 80 } } }],
  },
};
